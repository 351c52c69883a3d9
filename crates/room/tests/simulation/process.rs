//! A server process of the simulation.

use crate::disk::{Disk, Platter};
use model::time::UnixMs;
use room::Rooms;
use std::sync::Arc;
use store::{Batch, Store, Writer};

/// The server, until it crashes.
pub struct Process {
    pub disk: Arc<Disk>,
    writer: Writer,
    pub rooms: Rooms,
}

impl Process {
    pub fn start(platter: &Platter) -> Self {
        let disk = Arc::new(Disk::open(platter));
        let store: Arc<dyn Store> = Arc::<Disk>::clone(&disk);
        let writer = Writer::start(Arc::clone(&store));
        let rooms = Rooms::new(store, writer.clone(), Arc::new(|| UnixMs(5)));
        Self { disk, writer, rooms }
    }

    /// Lets the writing thread come to the end of what it does.
    pub fn settle_disk(&self) {
        let _ = self.writer.write(Batch::new());
    }
}
