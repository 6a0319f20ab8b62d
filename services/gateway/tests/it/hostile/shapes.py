"""Certificates as Python's `cryptography` makes them with our CA's key: FOLDER ORGANISATION -> FOLDER/<name>.{cert,key}.

A name that begins with `right` is to be let in, every other one is not. Exit code 77: the library is not there."""

import datetime
import ipaddress
import pathlib
import sys

try:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
    from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID, ObjectIdentifier
except ImportError:
    sys.exit(77)

FOLDER, ORGANISATION = pathlib.Path(sys.argv[1]), sys.argv[2]
CA = x509.load_pem_x509_certificate((FOLDER / "ca.pem").read_bytes())
CA_KEY = serialization.load_pem_private_key((FOLDER / "ca.key").read_bytes(), None)
NOW = datetime.datetime.now(datetime.timezone.utc)
HOUR = datetime.timedelta(hours=1)
URI = x509.UniformResourceIdentifier(f"urn:nekonote:organisation:{ORGANISATION}")
USAGES = "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign crl_sign encipher_only decipher_only"


def usage(*names):
    return x509.KeyUsage(**{name: name in names for name in USAGES.split()})


def right(key):
    return {
        "basic": (x509.BasicConstraints(ca=False, path_length=None), True),
        "usage": (usage("digital_signature"), True),
        "extended": (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), False),
        "names": (x509.SubjectAlternativeName([URI]), False),
        "subject_key": (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        "authority_key": (x509.AuthorityKeyIdentifier.from_issuer_public_key(CA.public_key()), False),
    }


def make(name, key=None, digest=None, serial=None, since=-HOUR, until=24 * HOUR, common_name=("reception",), **other):
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text) for text in common_name])
    builder = x509.CertificateBuilder(CA.subject, subject, key.public_key(), serial or x509.random_serial_number() | 1 << 100)
    builder = builder.not_valid_before(NOW + since).not_valid_after(NOW + until)
    for extension in {**right(key), **other}.values():
        if extension:
            builder = builder.add_extension(*extension)
    certificate = builder.sign(CA_KEY, digest or hashes.SHA256())
    (FOLDER / f"{name}.cert").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (FOLDER / f"{name}.key").write_bytes(private)


def names(*all):
    return x509.SubjectAlternativeName(list(all)), False


make("right")
make("right-ed25519", key=ed25519.Ed25519PrivateKey.generate())
make("right-critical-usages", extended=(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), True))
make("expired", since=-48 * HOUR, until=-HOUR)
make("not-yet-valid", since=HOUR)
make("rsa", key=rsa.generate_private_key(65537, 2048))
make("p384", key=ec.generate_private_key(ec.SECP384R1()))
make("sha384", digest=hashes.SHA384())
make("sha512", digest=hashes.SHA512())
make("sha3", digest=hashes.SHA3_256())
make("short-serial", serial=77)
make("no-common-name", common_name=())
make("two-common-names", common_name=("a", "b"))
make("no-key-usage", usage=None)
make("key-cert-sign", usage=(usage("digital_signature", "key_cert_sign"), True))
make("crl-sign", usage=(usage("digital_signature", "crl_sign"), True))
make("no-extended", extended=None)
make("server", extended=(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False))
make("any", extended=(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE]), False))
make("both", extended=(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH]), False))
make("authority", basic=(x509.BasicConstraints(ca=True, path_length=None), True))
make("no-names", names=None)
make("two-organisations", names=names(URI, URI))
make("organisation-and-address", names=names(URI, x509.IPAddress(ipaddress.ip_address("127.0.0.1"))))
make("upper-case-organisation", names=names(x509.UniformResourceIdentifier(URI.value.upper())))
make("directory-name", names=names(x509.DirectoryName(CA.subject)))
make("registered-id", names=names(x509.RegisteredID(ObjectIdentifier("1.2.3.4"))))
make("no-subject-key", subject_key=None)
make("no-authority-key", authority_key=None)
make("critical-authority-key", authority_key=(right(CA_KEY)["authority_key"][0], True))
make("must-staple", feature=(x509.TLSFeature([x509.TLSFeatureType.status_request]), False))
make("no-check", check=(x509.OCSPNoCheck(), False))
make("constraints", constraints=(x509.NameConstraints([x509.UniformResourceIdentifier("localhost")], None), True))
make("inhibit", inhibit=(x509.InhibitAnyPolicy(0), True))
make("access", access=(x509.AuthorityInformationAccess([x509.AccessDescription(AuthorityInformationAccessOID.OCSP, URI)]), False))
make("unknown", unknown=(x509.UnrecognizedExtension(ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00"), False))
make("unknown-critical", unknown=(x509.UnrecognizedExtension(ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00"), True))
