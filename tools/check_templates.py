"""Does every template compile? A wrong tag shows here and not to the first reader of a rare page."""

import os
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src" / "qalqan"


def main() -> int:
    """Compile all templates of the project; print what is wrong; 1 when anything is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qalqan.settings")
    import django
    from django.template import TemplateDoesNotExist, TemplateSyntaxError
    from django.template.loader import get_template

    django.setup()
    wrong = []
    files = sorted(SOURCE.rglob("templates/**/*.html")) + sorted(SOURCE.rglob("templates/**/*.txt"))
    for file in files:
        name = file.as_posix().split("/templates/", 1)[1]
        try:
            get_template(name)
        except (TemplateSyntaxError, TemplateDoesNotExist) as error:
            wrong.append(f"{file.relative_to(SOURCE)}: {type(error).__name__}: {error}")
    sys.stdout.write("".join(f"{line}\n" for line in wrong))
    sys.stdout.write(f"templates: {len(files)}, {len(wrong)} wrong\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
