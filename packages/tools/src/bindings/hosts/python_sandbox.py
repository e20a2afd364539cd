"""The sandbox that Python of an agent's files works in, by the interface of NexAU: commands, code and files.

The process is inside of the sandbox already, so that all of it is plain work on its own files. Limits and walls are those
of the sandbox. `user` has no effect: there is one.
"""

import fnmatch
import glob as globbing
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from datetime import datetime

from sandbox_results import CodeExecutionResult, CodeLanguage, CommandResult, FileInfo, FileOperationResult, SandboxStatus


class BaseSandbox:
    """Only a name for annotations."""


class Sandbox(BaseSandbox):
    sandbox_id = None
    envs = {}
    _tasks = {}

    def __init__(self):
        self.work_dir = os.getcwd()

    def execute_shell(
        self, command, timeout=120000, cwd=None, user=None, envs=None, background=False, save_output_to_temp_file=False
    ):
        if background:
            return self._start(command, cwd, envs)
        return self._run(["/bin/sh", "-c", command], timeout, cwd, envs)

    execute_bash = execute_shell

    def execute_code(self, code, language=CodeLanguage.PYTHON, timeout=120000, user=None, envs=None):
        if str(getattr(language, "value", language)).lower() != "python":
            raise ValueError(f"there is no {language} here, only Python")
        done = self._run([sys.executable, "-c", code], timeout, None, envs)
        outputs = [{"type": name, "text": text} for name, text in (("stdout", done.stdout), ("stderr", done.stderr)) if text]
        lines = done.stderr.strip().splitlines()
        kind, _, value = lines[-1].partition(":") if lines and done.exit_code else ("", "", "")
        return CodeExecutionResult(
            done.status,
            outputs=outputs,
            error_type=kind.strip() or None,
            error_value=value.strip() or None,
            traceback=lines if done.exit_code else None,
            duration_ms=done.duration_ms,
        )

    def _run(self, argv, timeout, cwd, envs):
        started = time.monotonic()
        process = self._open(argv, cwd, envs, subprocess.PIPE, subprocess.PIPE)
        try:
            out, err = process.communicate(timeout=None if timeout is None else timeout / 1000)
            status = SandboxStatus.SUCCESS if process.returncode == 0 else SandboxStatus.ERROR
            error = None
        except subprocess.TimeoutExpired:
            out, err = end(process)
            status, error = SandboxStatus.TIMEOUT, f"it took longer than {timeout / 1000} s"
        took = int((time.monotonic() - started) * 1000)
        return CommandResult(status, out, err, process.returncode, took, error)

    def _start(self, command, cwd, envs):
        folder = tempfile.mkdtemp(prefix="nex-task-")
        files = [os.path.join(folder, name) for name in ("stdout", "stderr")]
        with open(files[0], "wb") as out, open(files[1], "wb") as err:
            process = self._open(["/bin/sh", "-c", command], cwd, envs, out, err)
        self._tasks[process.pid] = {"process": process, "command": command, "files": files, "folder": folder}
        return self.get_background_task_status(process.pid)

    def _open(self, argv, cwd, envs, out, err):
        return subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            text=True,
            errors="replace",
            cwd=self._path(cwd or "."),
            env={**os.environ, **(envs or {})},
        )

    def get_background_task_status(self, pid):
        task = self._tasks.get(pid)
        if task is None:
            return CommandResult(SandboxStatus.ERROR, exit_code=-1, error=f"there is no task {pid}")
        code = task["process"].poll()
        out, err = (read_text(path) for path in task["files"])
        status = SandboxStatus.RUNNING if code is None else SandboxStatus.SUCCESS if code == 0 else SandboxStatus.ERROR
        files = {"output_dir": task["folder"], "stdout_file": task["files"][0], "stderr_file": task["files"][1]}
        return CommandResult(status, out, err, 0 if code is None else code, background_pid=pid, **files)

    def kill_background_task(self, pid):
        task = self._tasks.get(pid)
        if task is not None and task["process"].poll() is None:
            end(task["process"])
            return CommandResult(SandboxStatus.STOPPED, exit_code=task["process"].returncode, background_pid=pid)
        return self.get_background_task_status(pid)

    def list_background_tasks(self):
        return {pid: {"command": task["command"]} for pid, task in self._tasks.items()}

    def _path(self, path):
        return os.path.join(self.work_dir, path)

    def join_path(self, *parts):
        return os.path.join(*parts)

    def get_temp_dir(self):
        return tempfile.gettempdir()

    def file_exists(self, file_path):
        return os.path.exists(self._path(file_path))

    def read_file(self, file_path, encoding="utf-8", binary=False):
        try:
            with open(self._path(file_path), "rb") as file:
                content = file.read()
            shown = content if binary else content.decode(encoding)
            return FileOperationResult(SandboxStatus.SUCCESS, file_path, shown, len(content))
        except (OSError, UnicodeDecodeError) as error:
            return FileOperationResult(SandboxStatus.ERROR, file_path, error=reason(error))

    def write_file(self, file_path, content, encoding="utf-8", binary=False, create_directories=True, user=None):
        data = content if isinstance(content, (bytes, bytearray)) else str(content).encode(encoding)
        try:
            if create_directories:
                os.makedirs(os.path.dirname(self._path(file_path)), exist_ok=True)
            with open(self._path(file_path), "wb") as file:
                file.write(data)
            return FileOperationResult(SandboxStatus.SUCCESS, file_path, size=len(data))
        except OSError as error:
            return FileOperationResult(SandboxStatus.ERROR, file_path, error=reason(error))

    def edit_file(self, file_path, old_string, new_string, **_):
        read = self.read_file(file_path)
        if read.status != SandboxStatus.SUCCESS:
            return read
        if read.content.count(old_string) != 1:
            error = f"the text to replace is there {read.content.count(old_string)} times, not once"
            return FileOperationResult(SandboxStatus.ERROR, file_path, error=error)
        return self.write_file(file_path, read.content.replace(old_string, new_string))

    def delete_file(self, file_path):
        try:
            os.remove(self._path(file_path))
            return FileOperationResult(SandboxStatus.SUCCESS, file_path)
        except OSError as error:
            return FileOperationResult(SandboxStatus.ERROR, file_path, error=reason(error))

    def create_directory(self, directory_path, parents=True, user=None):
        try:
            (os.makedirs if parents else os.mkdir)(self._path(directory_path), **({"exist_ok": True} if parents else {}))
            return True
        except OSError:
            return False

    def get_file_info(self, file_path):
        path = self._path(file_path)
        try:
            found = os.stat(path)
        except OSError:
            return FileInfo(file_path, readable=False, writable=False)
        return FileInfo(
            file_path,
            exists=True,
            is_file=stat.S_ISREG(found.st_mode),
            is_directory=stat.S_ISDIR(found.st_mode),
            size=found.st_size,
            mode=stat.S_IMODE(found.st_mode),
            permissions=stat.filemode(found.st_mode)[1:],
            modified_time=datetime.fromtimestamp(found.st_mtime).isoformat(),
            symlink_target=os.readlink(path) if os.path.islink(path) else None,
            readable=os.access(path, os.R_OK),
            writable=os.access(path, os.W_OK),
        )

    def list_files(self, directory_path=".", recursive=False, pattern=None):
        found = []
        for folder, folders, files in os.walk(self._path(directory_path)):
            inside = os.path.relpath(folder, self._path(directory_path))
            found += [os.path.normpath(os.path.join(directory_path, inside, name)) for name in [*folders, *files]]
            if not recursive:
                break
        names = [path for path in found if pattern is None or fnmatch.fnmatch(os.path.basename(path), pattern)]
        return [self.get_file_info(path) for path in sorted(names)]

    def glob(self, pattern, recursive=True):
        found = globbing.glob(self._path(pattern), recursive=recursive)
        return sorted(os.path.relpath(path, self.work_dir) for path in found)

    def upload_file(self, local_path, sandbox_path, create_directories=True):
        return self._copy(self._path(local_path), self._path(sandbox_path))

    def download_file(self, sandbox_path, local_path, create_directories=True):
        return self._copy(self._path(sandbox_path), self._path(local_path))

    def _copy(self, source, target):
        try:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copyfile(source, target)
            return True
        except OSError:
            return False


def end(process):
    """What it wrote. It and what it started stay in the group of this process, which ends with the sandbox at the latest."""
    for child in children(process.pid):
        kill(child)
    process.kill()
    try:
        out, err = process.communicate(timeout=1)
    except subprocess.TimeoutExpired:
        out = err = None
    return out or "", err or ""


def children(pid):
    """All below a process, where the system tells of them."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            direct = [int(one) for one in file.read().split()]
    except OSError:
        return []
    return [below for one in direct for below in [*children(one), one]]


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def read_text(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def reason(error):
    return getattr(error, "strerror", None) or str(error)
