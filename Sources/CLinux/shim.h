// What Linux and its C library have and Swift's module of them leaves out.
#pragma once
#include <malloc.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <unistd.h>

// sync_file_range(2) of a whole file: begins to write what is only in memory, and does not wait.
static inline long linux_begin_writing(int descriptor) {
  return syscall(SYS_sync_file_range, descriptor, 0L, 0L, 2L);
}

// posix_spawn_file_actions_addchdir_np(3).
int posix_spawn_file_actions_addchdir_np(
    posix_spawn_file_actions_t *actions, const char *folder);

// posix_spawn_file_actions_addclosefrom_np(3).
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);
