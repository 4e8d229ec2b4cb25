"""Ways to break the machine under a program: disks that fill up or lose their power, a clock that jumps."""
import contextlib, fcntl, glob, os, shutil, signal, struct, subprocess, time

from oracle import Skip, wait_until


def need(tool):
    if not shutil.which(tool):
        raise Skip(f"{tool} is not installed")


def need_strace():
    need("strace")
    if subprocess.run(["strace", "-f", "-o", "/dev/null", "true"], capture_output=True).returncode != 0:
        raise Skip("strace may not trace here")


def need_root():
    if os.getuid() != 0:
        raise Skip("needs root")


@contextlib.contextmanager
def file_system(folder, kind, size, image=None):
    """A file system of its own on `folder`."""
    need_root()
    os.makedirs(folder, exist_ok=True)
    words = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder] if kind == "tmpfs" else ["mount", "-o", "loop", image, folder]
    if subprocess.run(words, capture_output=True).returncode != 0:
        raise Skip(f"{kind} cannot be mounted here")
    try:
        yield folder
    finally:
        unmount(folder)


def unmount(folder):
    """Really: an image that is mounted again while somebody still holds its old mount is two file systems on one disk."""
    for _ in range(200):
        if subprocess.run(["umount", folder], capture_output=True).returncode == 0:
            return
        time.sleep(0.05)
    subprocess.run(["umount", "-l", folder], check=True)
    raise AssertionError(f"{folder} is still in use")


@contextlib.contextmanager
def read_only(folder):
    """The folder as on a file system that was mounted to be read."""
    need_root()
    if subprocess.run(["mount", "--bind", folder, folder], capture_output=True).returncode != 0:
        raise Skip("nothing can be mounted here")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def resize(folder, size):
    subprocess.run(["mount", "-o", f"remount,size={size}", folder], check=True)


EXT4_SHUTDOWN = 0x8004587D  # EXT4_IOC_SHUTDOWN; 2 drops what is not on the disk, the journal's too


class Disk:
    """An ext4 file system of its own on `folder`/disk, whose power can be cut."""

    def __init__(self, folder):
        need_root()
        need("mkfs.ext4")
        self.image, self.path = f"{folder}/image", f"{folder}/disk"
        with open(self.image, "wb") as file:
            file.truncate(64 << 20)
        subprocess.run(["mkfs.ext4", "-q", self.image], check=True)
        self.mounted = contextlib.ExitStack()

    def __enter__(self):
        self.mounted.enter_context(file_system(self.path, "ext4", None, self.image))
        return self

    def __exit__(self, *_):
        self.mounted.close()

    def sync(self):
        """What the test itself wrote is on the disk."""
        subprocess.run(["sync", "-f", self.path], check=True)

    def cut_power(self):
        """What is not on the disk is gone, and nothing more can be written.

        Whoever is writing must be dead or frozen: an fsync that is under way meanwhile may say that it succeeded, which no power cut
        does.
        """
        descriptor = os.open(self.path, os.O_RDONLY)
        fcntl.ioctl(descriptor, EXT4_SHUTDOWN, struct.pack("I", 2))
        os.close(descriptor)

    def restart(self):
        """The machine is up again: the file system is mounted anew and recovers."""
        self.mounted.close()
        self.__enter__()


def freeze(process):
    """Stops a process and waits until none of its threads is inside the kernel."""
    process.send_signal(signal.SIGSTOP)

    def state(thread):
        with open(thread) as file:
            return file.read().rpartition(")")[2].split()[0]

    wait_until(lambda: all(state(thread) == "T" for thread in glob.glob(f"/proc/{process.pid}/task/*/stat")), what="the stop")


SHIFTED_CLOCK = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *time) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(clock, time);
    long shift = 0;
    FILE *file = clock == CLOCK_REALTIME ? fopen(getenv("CLOCK_SHIFT"), "r") : NULL;
    if (file) {
        if (fscanf(file, "%ld", &shift) == 1) time->tv_sec += shift;
        fclose(file);
    }
    return result;
}
"""


class ShiftedClock:
    """A wall clock that is off by what a file says; monotonic time is left alone.

    libfaketime cannot be used: under it a Swift program does not find its arguments.
    """

    def __init__(self, folder):
        need("cc")
        self.file = f"{folder}/clock"
        with open(f"{folder}/clock.c", "w") as file:
            file.write(SHIFTED_CLOCK)
        subprocess.run(["cc", "-shared", "-fPIC", "-o", f"{folder}/clock.so", f"{folder}/clock.c"], check=True)
        self.environment = {"LD_PRELOAD": f"{folder}/clock.so", "CLOCK_SHIFT": self.file}
        self.shift(0)

    def shift(self, seconds):
        with open(f"{self.file}.new", "w") as file:
            file.write(str(seconds))
        os.rename(f"{self.file}.new", self.file)
