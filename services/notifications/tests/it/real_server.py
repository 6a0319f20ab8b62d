"""A real mail server (aiosmtpd) for one test: STARTTLS unless told otherwise, AUTH always, and nothing without both.
Prints its port, then each mail that it accepts, as lines of JSON; ends when standard input does.

usage: real_server.py CERTIFICATE KEY USER PASSWORD [--plain]"""

import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Printed:
    async def handle_DATA(self, server, session, envelope):
        mail = {
            "tls": session.ssl is not None,
            "user": session.auth_data.login.decode(),
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "text": envelope.content.decode(),
        }
        print(json.dumps(mail), flush=True)
        return "250 OK"


def main():
    certificate, key, user, password, *plain = sys.argv[1:]
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)

    def known(server, session, envelope, mechanism, shown):
        right = (shown.login, shown.password) == (user.encode(), password.encode())
        return AuthResult(success=right, handled=False, auth_data=shown)

    def session():
        if plain:
            return SMTP(Printed(), auth_required=True, auth_require_tls=False, authenticator=known)
        return SMTP(Printed(), tls_context=tls, require_starttls=True, auth_required=True, authenticator=known)

    async def serve():
        loop = asyncio.get_running_loop()
        server = await loop.create_server(session, "127.0.0.1", 0)
        print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
        await loop.run_in_executor(None, sys.stdin.read)

    asyncio.run(serve())


main()
