"""What a submission lacks, by the kind of failure."""

from grader.causes.cause import Cause

_ZIP_AGAIN = "Make the zip again, from ordinary files, with a name for each and without a password."
LACKING: dict[str, Cause] = {
    cause.code: cause
    for cause in (
        Cause(
            "missing_name",
            "The grader looks for exactly this name, with the same capitals. It must stand at the left edge of your "
            "code, not inside a function.",
        ),
        Cause(
            "no_module",
            "Write (nn.Module) behind its name in its first line, and super().__init__() in the first of __init__.",
            "`nn.Module`",
        ),
        Cause(
            "wrong_kind",
            "The name is there and stands for something else. Look for another line that uses the same name.",
        ),
        Cause(
            "too_many_arguments",
            "The grader gives it the network and nothing else. Give every other argument a default value, such as "
            "steps=1000.",
        ),
        Cause("not_run", "A plain function, def train(my_network), trains as soon as it is called."),
        Cause(
            "no_network_returned",
            "Without the network nothing can be tried. End the function with return my_network.",
            "`nn.Module`",
        ),
        Cause(
            "another_network",
            "Only the class of that name is graded. If the other one is your answer, give it this name.",
            "`nn.Module`",
        ),
        Cause("wrong_output", "End forward with return x, where x is what the last layer gave.", "`nn.Module`"),
        Cause(
            "not_reproducible",
            "To try it, the grader builds a new network from your class and gives it the trained numbers. "
            "Make all layers in __init__, the same ones every time.",
            "`nn.Module`",
        ),
        Cause("no_values", "Leave out device=… and .to(…): layers then hold numbers by themselves."),
        Cause("too_large", "The task needs far less: leave out what it does not ask for, such as data."),
        Cause("too_many_cells", "Hand in only the part of the notebook that solves the task."),
        Cause("too_many_files", "Hand in only your own code."),
        Cause("empty", "Check that you saved it, and that it is the file you meant to hand in."),
        Cause("binary", "Hand in the code itself, as a .py file or a notebook, and not as a picture."),
        Cause("not_utf8", "In most editors, “Save as” lets you choose UTF-8."),
        Cause("not_python", "Hand in Python: a .py file, or a notebook of Python code."),
        Cause("no_python", "Hand in the file with your code."),
        Cause(
            "nothing_usable", "Hand in the code itself, as a .py file or a notebook, not as a document or a picture."
        ),
        Cause("broken_notebook", "In Colab: File ▸ Download ▸ Download .ipynb. Hand in that file as it is."),
        Cause("unknown_format", "Open it in Jupyter or Colab, save it, and hand it in again."),
        Cause("ambiguous", "Hand in only the one to be graded, with the files that it imports."),
        Cause("broken_zip", _ZIP_AGAIN),
        Cause("same_name", _ZIP_AGAIN),
        Cause("unsafe_path", _ZIP_AGAIN),
        Cause("link", _ZIP_AGAIN),
        Cause("encrypted", _ZIP_AGAIN),
        Cause("unknown_method", _ZIP_AGAIN),
    )
}
