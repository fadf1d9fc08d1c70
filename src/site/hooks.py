"""Links to files outside docs/: to the repository in the environment variable REPOSITORY, or else only their text."""

import os
import posixpath
import re

LINK = re.compile(r"(?<!!)\[([^\[\]]+)\]\(([^)\s]+)\)")
DEFINITION = re.compile(r"^\[([^\]]+)\]: (\S+)\n", re.MULTILINE)


def on_page_markdown(markdown, page, config, **kwargs):
    folder = posixpath.join("docs", posixpath.dirname(page.file.src_uri))
    root = os.path.dirname(config.docs_dir)
    repository = os.environ.get("REPOSITORY")

    def outside(link):
        """Returns the address of a file outside docs/, "" if there is none, and None for a link within docs/."""
        path = posixpath.normpath(posixpath.join(folder, link))
        if ":" in link or link.startswith("#") or path.startswith("docs/"):
            return None
        kind = "tree" if os.path.isdir(os.path.join(root, path.split("#")[0])) else "blob"
        return f"{repository}/{kind}/main/{path}" if repository else ""

    def link(match):
        address = outside(match.group(2))
        if address is None:
            return match.group(0)
        return f"[{match.group(1)}]({address})" if address else match.group(1)

    def definition(match):
        address = outside(match.group(2))
        if address is None:
            return match.group(0)
        return f"[{match.group(1)}]: {address}\n" if address else ""

    return DEFINITION.sub(definition, LINK.sub(link, markdown))
