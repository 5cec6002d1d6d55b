"""Message catalogues by Babel alone, so that no machine needs GNU gettext.

`python -m hubportal.catalogues update` reads every text out of Python and templates into the Welsh
and Norwegian catalogues, keeping the translations; `check` says what is wrong with them; `compile`
writes the .mo files that Django reads. None of them needs a database, a network or settings.

The catalogues also hold the texts of bought-in packages that their authors have not translated, or
not well: the project's catalogue wins over a package's own. `update` writes which texts those are
into `packages.pot`, and into `packagesjs.pot` for the admin's scripts; a line `#. cy nb` names the
languages that lack the text.
"""
