"""GitHub Classroom, as `gh classroom` cloned it: `{slug}-submissions/{slug}-{user name}/…`."""

import os.path

from grader.batch.intake.claim import Attribution, Claim, Owner
from grader.batch.intake.handed_in import Student
from grader.batch.intake.tree import Tree

_SUBMISSIONS = "-submissions"


def recognise(tree: Tree) -> bool:
    """The folder is called `{slug}-submissions`, and most folders in it begin with the slug."""
    slug = tree.name.removesuffix(_SUBMISSIONS)
    ours = sum(name.startswith(f"{slug}-") for name in tree.folders)
    return slug != tree.name and ours > 0 and 2 * ours >= len(tree.folders)


def read(tree: Tree) -> Attribution:
    """Return who handed in what. In a folder of another name, the slug is what all folders begin with."""
    slug = tree.name.removesuffix(_SUBMISSIONS)
    if slug == tree.name:
        slug = os.path.commonprefix(tree.folders).rpartition("-")[0]  # noqa: RUF071  they are no paths
    prefix = f"{slug}-"
    folders = {name: name.removeprefix(prefix) for name in tree.folders if name.startswith(prefix) and name != prefix}
    owners = {name: Owner(user, (Student(user, login=user),)) for name, user in folders.items()}
    files = {(file,) for file in tree.files}
    paths = [path for path in tree.paths if path[0] in owners and path not in files]
    return Attribution({path: Claim(owners[path[0]], path[1:]) for path in paths})
