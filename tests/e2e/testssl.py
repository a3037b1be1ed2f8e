"""testssl.sh against a hub with a certificate of its own authority: no finding of severity MEDIUM or worse."""
import json
import shutil
import subprocess
import sys

import driver
from drill_driver import evidence
from hub_driver import running_hub

HARMLESS = {"OK", "INFO", "LOW", "DEBUG"}
# What a private authority is without, and why that is right here.
EXPECTED = {
    "cert_revocation": "the venue's authority signs one certificate; another one replaces it, and no list of revoked "
                       "ones could be fetched by a tablet that has no network but this hub",
}


TRIES_MAX = 3


def look(bench, program, hub, number):
    report = bench.folder / f"report-{number}.json"
    done = subprocess.run([program, "--quiet", "--warnings", "off", "--color", "0", "--ip", "one", "--add-ca",
                           str(bench.folder / "hub/tls/ca.pem"), "--jsonfile", str(report),
                           f"https://localhost:{hub.port}"],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                          timeout=600)
    return json.loads(report.read_text()), done.stdout.decode("utf-8", "replace")


def test_tls_has_no_finding(bench):
    program = shutil.which("testssl") or shutil.which("testssl.sh")
    if program is None:
        print("SKIPPED(tool): testssl.sh is not here")
        return
    with running_hub(bench, "party", has_tls=True) as hub:
        for number in range(TRIES_MAX):
            findings, said = look(bench, program, hub, number)
            bad = [found for found in findings if found["severity"] not in HARMLESS and found["id"] not in EXPECTED]
            # A look that did not come about says nothing about the hub.
            if not any(found["severity"] == "WARN" for found in bad):
                break
        print(f"testssl.sh: {len(findings)} findings, {len(bad)} of them bad; passed over: {', '.join(EXPECTED)}")
        if bad or len(findings) < 100:
            raise AssertionError("\n".join(f"{found['severity']} {found['id']}: {found['finding']}" for found in bad) or said)
        evidence("tls", what="findings of testssl.sh of severity MEDIUM or worse", value=0, of=len(findings),
                 command="testssl.sh", note="passed over: " + ", ".join(EXPECTED))


if __name__ == "__main__":
    sys.exit(driver.main(dict(globals())))
