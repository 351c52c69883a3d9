"""A mail server on a free port of this machine: prints the port, then each mail as one line of JSON."""

import json
import sys
import time
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller


class Printer:
    async def handle_DATA(self, server, session, envelope):
        mail = message_from_bytes(envelope.content, policy=default)
        parts = {part.get_content_type(): part.get_content() for part in mail.walk() if not part.is_multipart()}
        said = {"to": envelope.rcpt_tos, "from": envelope.mail_from, "subject": str(mail["subject"]), "parts": parts}
        print(json.dumps(said), flush=True)
        return "250 taken"


class Free(Controller):
    """On a port that the system chooses; the one it chose is known once it listens."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


controller = Free(Printer(), hostname="127.0.0.1", port=0)
controller.start()
print(controller.port, flush=True)
sys.stdin.read()
time.sleep(0)
controller.stop()
