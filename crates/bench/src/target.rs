//! A server to be measured: the relay or the program.

use anyhow::{Context, Result};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use whole_server_tests::Server;

/// A running server and how to get in.
pub enum Target {
    /// The bare relay.
    Relay { child: Child, address: String },
    /// The program with its demonstration.
    Undersigned(Box<Server>),
}

impl Target {
    /// Starts the relay as a process of its own.
    pub fn relay() -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        let mut child = command.arg("relay").stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("stdout")?).read_line(&mut line)?;
        let address =
            line.trim().strip_prefix("listening on http://").context("the relay says where")?.to_owned();
        Ok(Self::Relay { child, address })
    }

    /// Starts the program.
    pub fn undersigned() -> Self {
        Self::Undersigned(Box::new(Server::demo()))
    }

    /// What the tables call it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Relay { .. } => "relay",
            Self::Undersigned(_) => "undersigned",
        }
    }

    /// The process, for its CPU time.
    pub fn process(&self) -> u32 {
        match self {
            Self::Relay { child, .. } => child.id(),
            Self::Undersigned(server) => server.process(),
        }
    }

    /// Address and bearer token of the `number`th editor.
    pub fn way_in(&self, number: usize) -> (String, String) {
        match self {
            Self::Relay { address, .. } => (format!("ws://{address}/sync/text"), "none".into()),
            Self::Undersigned(server) => {
                let editors = server.demo.with_role("editor");
                let url = format!("ws://{}/sync/{}", server.address, server.demo.text("annex"));
                (url, editors[number % editors.len()].token.clone())
            }
        }
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        if let Self::Relay { child, .. } = self {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
