#!/usr/bin/env bash
# Runs once, when the image is built: installs Python 3.11 or newer, the CPU build of torch, and grade.
set -eu
source=$(cd "$(dirname "$0")" && pwd)
home=${GRADE_HOME:-/opt/grade}
torch=${GRADE_TORCH:-torch}
index=${GRADE_TORCH_INDEX-https://download.pytorch.org/whl/cpu}

newest() {
    for python in python3.14 python3.13 python3.12 python3.11 python3; do
        if "$python" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$python"
            return
        fi
    done
}

python=$(newest)
if [ -z "$python" ]; then
    apt-get update -q
    apt-get install -qy --no-install-recommends python3.11 python3.11-venv ||
        apt-get install -qy --no-install-recommends python3 python3-venv
    python=$(newest)
fi
if [ -z "$python" ]; then
    echo "error: expected Python 3.11 or newer; found none to install" >&2
    exit 1
fi

# Outside of source/, which students' code must not read: Python has to be readable for it.
"$python" -m venv "$home"
"$home/bin/pip" install --quiet ${index:+--index-url "$index"} "$torch"
"$home/bin/pip" install --quiet "$source"/*.whl
if [ -f "$source/requirements.txt" ]; then
    # From where torch is, too: what is built on it, such as torchvision, has to fit it, and torch stays as it is.
    "$home/bin/pip" freeze | grep -i '^torch==' > "$home/torch.txt"
    "$home/bin/pip" install --quiet ${index:+--extra-index-url "$index"} -c "$home/torch.txt" -r "$source/requirements.txt"
fi
chmod -R go-rwx "$source"
