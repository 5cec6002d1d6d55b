import sys

from hubportal.catalogues.faults import all_faults
from hubportal.catalogues.files import (
    DOMAINS,
    PLURALS,
    catalogue_path,
    compile_into_mo,
    packages_path,
    write,
)
from hubportal.catalogues.packages import package_texts
from hubportal.catalogues.texts import merged


def update() -> int:
    for domain in DOMAINS:
        write(package_texts(domain), packages_path(domain))
        for language in PLURALS:
            write(merged(language, domain), catalogue_path(language, domain), language)
    return 0


def check() -> int:
    faults = list(all_faults())
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    sys.stdout.write(f"{len(faults)} faults in the catalogues\n")
    return 1 if faults else 0


def compile_all() -> int:
    for language in PLURALS:
        for domain in DOMAINS:
            compile_into_mo(catalogue_path(language, domain), language)
    return 0


def main(arguments: list[str]) -> int:
    commands = {"update": update, "check": check, "compile": compile_all}
    if len(arguments) != 1 or arguments[0] not in commands:
        sys.stderr.write("usage: python -m hubportal.catalogues update|check|compile\n")
        return 2
    return commands[arguments[0]]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
