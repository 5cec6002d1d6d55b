import sys
from pathlib import Path

from hubportal import embedded
from hubportal.embedded.supervisor import supervise


def main(arguments: list[str]) -> int:
    match arguments:
        case ["run", "--", *command] if command:
            return embedded.run(command)
        case ["serve", data, durable]:
            supervise(Path(data), durable=durable == "1")
        case ["clean"]:
            embedded.clean(embedded.folder() / "test")
            embedded.clean(embedded.folder())
        case _:
            sys.exit(embedded.__doc__)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (embedded.NotStarted, PermissionError) as problem:
        sys.exit(str(problem))
