#!/usr/bin/env python3
"""check_package.py BUILD: makes the Debian package and looks at it as somebody who installs it."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

BUILD = pathlib.Path(sys.argv[1]).resolve()
EXPECTED = [
    "usr/bin/wedsync", "etc/wedsync/hub.toml", "usr/lib/systemd/system/wedsync-hub.service",
    "usr/lib/systemd/system/wedsync-hub-backup.timer", "usr/lib/systemd/system/wedsync-hub-backup.service",
    "usr/lib/sysusers.d/wedsync.conf", "usr/share/man/man1/wedsync.1.gz",
    "usr/share/man/man1/wedsync-hub-invite.1.gz", "usr/share/bash-completion/completions/wedsync",
    "usr/share/fish/vendor_completions.d/wedsync.fish", "usr/share/zsh/vendor-completions/_wedsync",
    "usr/share/doc/wedsync/copyright", "usr/share/doc/wedsync/README.md", "usr/share/doc/wedsync/docs/operations.md",
]


def run(*command, **more):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                          errors="replace", **more)
    if done.returncode != 0:
        raise SystemExit(f"{command} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def completed(root, *words):
    """What bash offers after these words."""
    script = (f". {root}/usr/share/bash-completion/completions/wedsync\n"
              f"COMP_WORDS=({' '.join(words)}) COMP_CWORD={len(words) - 1}\n_wedsync\n"
              'printf "%s\\n" "${COMPREPLY[@]}"\n')
    return run("bash", "-c", script).split()


def expect(condition, what):
    if not condition:
        raise SystemExit(f"the package: {what}")


def main():
    if not shutil.which("dpkg-deb"):
        print("SKIPPED(no-dpkg): the package is made on Debian only")
        return
    with tempfile.TemporaryDirectory(prefix="wedsync-package-") as folder:
        run("cpack", "--config", str(BUILD / "CPackConfig.cmake"), "-B", folder)
        package = next(pathlib.Path(folder).glob("wedsync_*.deb"))
        control = run("dpkg-deb", "-I", str(package))
        for word in ("Package: wedsync", "postinst", "prerm", "conffiles"):
            expect(word in control, f"{word} is not in its control file:\n{control}")
        if shutil.which("dpkg-shlibdeps"):
            expect("libssl3" in control, f"it does not depend on libssl3:\n{control}")
        root = pathlib.Path(folder) / "root"
        run("dpkg-deb", "-x", str(package), str(root))
        for name in EXPECTED:
            expect((root / name).is_file(), f"{name} is missing")
        expect(not any("test" in path.name for path in (root / "usr/bin").iterdir()), "it holds tests")
        program = str(root / "usr/bin/wedsync")
        expect(run(program, "--version").startswith("wedsync "), "its program does not run")
        config = pathlib.Path(folder) / "hub.toml"
        config.write_text((root / "etc/wedsync/hub.toml").read_text().replace("/var/lib/wedsync", folder))
        run(program, "hub", "--config", str(config), "config", "check")
        run(program, "hub", "--config", str(config), "init", "--name", "Villa")
        pages = sorted((root / "usr/share/man/man1").glob("*.gz"))
        for page in pages:
            text = run("gzip", "-dc", str(page))
            expect(text.startswith(".TH ") and ".SH SYNOPSIS" in text, f"{page.name} is no manual page")
            if shutil.which("groff"):
                warnings = run("groff", "-man", "-Tutf8", "-ww", "-z", input=text, text=True)
                expect(not warnings, f"{page.name}: {warnings}")
        expect("invite" in completed(root, "wedsync", "hub", "inv"), "bash does not complete a command")
        expect("--everywhere" in completed(root, "wedsync", "hub", "invite", "--ev"), "nor an option")
        expect("import" in completed(root, "wedsync", "--json", "imp"), "nor a command after an option")
        if shutil.which("systemd-analyze"):
            for unit in (root / "usr/lib/systemd/system").iterdir():
                said = subprocess.run(["systemd-analyze", "verify", str(unit)], stdout=subprocess.PIPE,
                                      stderr=subprocess.STDOUT, text=True, check=False,
                                      env=dict(os.environ, SYSTEMD_LOG_LEVEL="warning")).stdout
                expect("Unknown" not in said, f"{unit.name}: {said}")
        print(f"{package.name}: {package.stat().st_size // 1024} kB, {len(pages)} manual pages")


if __name__ == "__main__":
    main()
