/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fault-vfs.h"

#include <string.h>

#define SECTOR 512

/* A file since it was last synced. */
typedef struct {
  char *name;
  GByteArray *synced;
  GPtrArray *writes; /* (element-type Write) */
} Memory;

typedef struct {
  sqlite3_int64 offset;
  GBytes *bytes; /* NULL: cut to `offset` */
} Write;

typedef struct {
  sqlite3_file base;
  Memory *memory; /* borrowed; NULL: not remembered */
  sqlite3_file *real;
} File;

static sqlite3_vfs vfs, *real_vfs;
static sqlite3_mem_methods real_memory;
static GRecMutex lock;
static struct {
  FaultKind kind;
  guint64 nth, count;
  gboolean lasting, struck;
  char *folder;
  GHashTable *memories; /* base name to Memory */
} faults;

/* --- failing --- */

static gboolean
strikes (FaultKind kind)
{
  g_rec_mutex_lock (&lock);
  gboolean now = FALSE;
  if (faults.kind == kind) {
    faults.count++;
    now = faults.nth > 0 && (faults.count == faults.nth || (faults.lasting && faults.count > faults.nth));
    faults.struck |= now;
  }
  g_rec_mutex_unlock (&lock);
  return now;
}

static void *
allocate (int size)
{
  return strikes (FAULT_MEMORY) ? NULL : real_memory.xMalloc (size);
}

static void *
reallocate (void *old, int size)
{
  return strikes (FAULT_MEMORY) ? NULL : real_memory.xRealloc (old, size);
}

void
fault_vfs_arm (FaultKind kind, guint64 nth, gboolean lasting)
{
  g_rec_mutex_lock (&lock);
  faults.kind = kind;
  faults.nth = nth;
  faults.lasting = lasting;
  faults.count = 0;
  faults.struck = FALSE;
  g_rec_mutex_unlock (&lock);
}

guint64
fault_vfs_count (void)
{
  g_rec_mutex_lock (&lock);
  guint64 count = faults.count;
  g_rec_mutex_unlock (&lock);
  return count;
}

gboolean
fault_vfs_struck (void)
{
  g_rec_mutex_lock (&lock);
  gboolean struck = faults.struck;
  g_rec_mutex_unlock (&lock);
  return struck;
}

/* --- remembering --- */

static void
free_write (gpointer data)
{
  Write *write = data;
  g_clear_pointer (&write->bytes, g_bytes_unref);
  g_free (write);
}

static void
free_memory (gpointer data)
{
  Memory *memory = data;
  g_byte_array_unref (memory->synced);
  g_ptr_array_unref (memory->writes);
  g_free (memory->name);
  g_free (memory);
}

static gboolean
is_remembered (const char *path)
{
  return path != NULL && faults.memories != NULL && g_str_has_prefix (path, faults.folder) &&
         !g_str_has_suffix (path, "-shm");
}

static Memory *
remember_file (const char *path)
{
  if (!is_remembered (path))
    return NULL;
  g_autofree char *name = g_path_get_basename (path);
  Memory *memory = g_hash_table_lookup (faults.memories, name);
  if (memory == NULL) {
    memory = g_new0 (Memory, 1);
    memory->name = g_strdup (name);
    memory->synced = g_byte_array_new ();
    memory->writes = g_ptr_array_new_with_free_func (free_write);
    g_autofree char *contents = NULL;
    gsize length = 0;
    if (g_file_get_contents (path, &contents, &length, NULL))
      g_byte_array_append (memory->synced, (const guint8 *)contents, (guint)length);
    g_hash_table_insert (faults.memories, memory->name, memory);
  }
  return memory;
}

/* What lay there before is there behind a loss of power, too, whether it was opened or not. */
static void
remember_folder (const char *folder)
{
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  const char *name;
  while (files != NULL && (name = g_dir_read_name (files)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
      remember_file (path);
  }
}

void
fault_vfs_remember (const char *folder)
{
  g_rec_mutex_lock (&lock);
  g_clear_pointer (&faults.memories, g_hash_table_unref);
  g_free (faults.folder);
  faults.folder = g_strdup (folder);
  if (folder != NULL) {
    faults.memories = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_memory);
    remember_folder (folder);
  }
  g_rec_mutex_unlock (&lock);
}

static void
resize (GByteArray *image, guint length)
{
  guint before = image->len;
  g_byte_array_set_size (image, length);
  if (length > before)
    memset (image->data + before, 0, length - before);
}

static void
put (GByteArray *image, sqlite3_int64 offset, const guint8 *data, gsize length)
{
  if (image->len < (guint)offset + length)
    resize (image, (guint)offset + (guint)length);
  memcpy (image->data + offset, data, length);
}

static void
play (GByteArray *image, const Write *write)
{
  if (write->bytes == NULL) {
    resize (image, (guint)write->offset);
    return;
  }
  gsize length;
  const guint8 *data = g_bytes_get_data (write->bytes, &length);
  put (image, write->offset, data, length);
}

static void
settle (Memory *memory)
{
  for (guint i = 0; i < memory->writes->len; i++)
    play (memory->synced, g_ptr_array_index (memory->writes, i));
  g_ptr_array_set_size (memory->writes, 0);
}

static void
note_write (File *file, sqlite3_int64 offset, const void *data, int length)
{
  g_rec_mutex_lock (&lock);
  if (file->memory && faults.memories) {
    Write *write = g_new0 (Write, 1);
    write->offset = offset;
    write->bytes = data ? g_bytes_new (data, (gsize)length) : NULL;
    g_ptr_array_add (file->memory->writes, write);
  }
  g_rec_mutex_unlock (&lock);
}

/* What is not synced survives whole, in part (single sectors) or not at all. Disks keep no order. */
static void
play_some (GByteArray *image, const Memory *memory, GRand *rand)
{
  double kept = g_rand_double (rand);
  for (guint i = 0; i < memory->writes->len; i++) {
    const Write *write = g_ptr_array_index (memory->writes, i);
    if (g_rand_double (rand) > kept)
      continue;
    if (write->bytes == NULL || g_rand_boolean (rand)) {
      play (image, write);
      continue;
    }
    gsize length;
    const guint8 *data = g_bytes_get_data (write->bytes, &length);
    for (gsize at = 0; at < length; at += SECTOR)
      if (g_rand_boolean (rand))
        put (image, write->offset + (sqlite3_int64)at, data + at, MIN (SECTOR, length - at));
  }
}

void
fault_vfs_lose_power (const char *target, GRand *rand)
{
  g_rec_mutex_lock (&lock);
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init (&iter, faults.memories);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const Memory *memory = value;
    g_autofree char *path = g_build_filename (target, memory->name, NULL);
    g_autoptr (GByteArray) image = g_byte_array_new ();
    g_byte_array_append (image, memory->synced->data, memory->synced->len);
    play_some (image, memory, rand);
    g_assert_true (g_file_set_contents (path, (const char *)image->data, image->len, NULL));
  }
  g_rec_mutex_unlock (&lock);
}

/* --- the file --- */

static sqlite3_file *
real_of (sqlite3_file *file)
{
  return ((File *)file)->real;
}

static int
close_file (sqlite3_file *file)
{
  return real_of (file)->pMethods ? real_of (file)->pMethods->xClose (real_of (file)) : SQLITE_OK;
}

static int
read_file (sqlite3_file *file, void *data, int length, sqlite3_int64 offset)
{
  if (strikes (FAULT_IO))
    return SQLITE_IOERR_READ;
  return real_of (file)->pMethods->xRead (real_of (file), data, length, offset);
}

static int
write_file (sqlite3_file *file, const void *data, int length, sqlite3_int64 offset)
{
  if (strikes (FAULT_IO))
    return SQLITE_IOERR_WRITE;
  if (strikes (FAULT_FULL))
    return SQLITE_FULL;
  int result = real_of (file)->pMethods->xWrite (real_of (file), data, length, offset);
  if (result == SQLITE_OK)
    note_write ((File *)file, offset, data, length);
  return result;
}

static int
truncate_file (sqlite3_file *file, sqlite3_int64 size)
{
  if (strikes (FAULT_IO))
    return SQLITE_IOERR_TRUNCATE;
  int result = real_of (file)->pMethods->xTruncate (real_of (file), size);
  if (result == SQLITE_OK)
    note_write ((File *)file, size, NULL, 0);
  return result;
}

static int
sync_file (sqlite3_file *file, int flags)
{
  if (strikes (FAULT_IO))
    return SQLITE_IOERR_FSYNC;
  int result = real_of (file)->pMethods->xSync (real_of (file), flags);
  g_rec_mutex_lock (&lock);
  Memory *memory = ((File *)file)->memory;
  if (result == SQLITE_OK && memory && faults.memories)
    settle (memory);
  g_rec_mutex_unlock (&lock);
  return result;
}

static int
size_file (sqlite3_file *file, sqlite3_int64 *size)
{
  if (strikes (FAULT_IO))
    return SQLITE_IOERR_FSTAT;
  return real_of (file)->pMethods->xFileSize (real_of (file), size);
}

static int
lock_file (sqlite3_file *file, int level)
{
  return real_of (file)->pMethods->xLock (real_of (file), level);
}

static int
unlock_file (sqlite3_file *file, int level)
{
  return real_of (file)->pMethods->xUnlock (real_of (file), level);
}

static int
check_lock (sqlite3_file *file, int *held)
{
  return real_of (file)->pMethods->xCheckReservedLock (real_of (file), held);
}

static int
control_file (sqlite3_file *file, int op, void *data)
{
  return real_of (file)->pMethods->xFileControl (real_of (file), op, data);
}

static int
sector_size (sqlite3_file *file)
{
  return SECTOR;
}

/* Nothing is promised: no atomic writes, no safe append. */
static int
characteristics (sqlite3_file *file)
{
  return 0;
}

static int
map_shared (sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
  if (strikes (FAULT_IO))
    return SQLITE_IOERR_SHMMAP;
  return real_of (file)->pMethods->xShmMap (real_of (file), page, size, extend, out);
}

static int
lock_shared (sqlite3_file *file, int offset, int n, int flags)
{
  return real_of (file)->pMethods->xShmLock (real_of (file), offset, n, flags);
}

static void
order_shared (sqlite3_file *file)
{
  real_of (file)->pMethods->xShmBarrier (real_of (file));
}

static int
unmap_shared (sqlite3_file *file, int drop)
{
  return real_of (file)->pMethods->xShmUnmap (real_of (file), drop);
}

/* Version 2: without memory-mapped reading, which no operation would count. */
static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = close_file,
  .xRead = read_file,
  .xWrite = write_file,
  .xTruncate = truncate_file,
  .xSync = sync_file,
  .xFileSize = size_file,
  .xLock = lock_file,
  .xUnlock = unlock_file,
  .xCheckReservedLock = check_lock,
  .xFileControl = control_file,
  .xSectorSize = sector_size,
  .xDeviceCharacteristics = characteristics,
  .xShmMap = map_shared,
  .xShmLock = lock_shared,
  .xShmBarrier = order_shared,
  .xShmUnmap = unmap_shared,
};

static int
open_file (sqlite3_vfs *self, const char *path, sqlite3_file *file, int flags, int *out)
{
  File *mine = (File *)file;
  mine->base.pMethods = NULL;
  mine->real = (sqlite3_file *)(mine + 1);
  if (strikes (FAULT_IO))
    return SQLITE_CANTOPEN;
  int result = real_vfs->xOpen (real_vfs, path, mine->real, flags, out);
  if (mine->real->pMethods)
    mine->base.pMethods = &methods;
  g_rec_mutex_lock (&lock);
  mine->memory = result == SQLITE_OK ? remember_file (path) : NULL;
  g_rec_mutex_unlock (&lock);
  return result;
}

static int
delete_file (sqlite3_vfs *self, const char *path, int sync_folder)
{
  if (strikes (FAULT_IO))
    return SQLITE_IOERR_DELETE;
  int result = real_vfs->xDelete (real_vfs, path, sync_folder);
  g_rec_mutex_lock (&lock);
  if (result == SQLITE_OK && is_remembered (path)) {
    g_autofree char *name = g_path_get_basename (path);
    g_hash_table_remove (faults.memories, name);
  }
  g_rec_mutex_unlock (&lock);
  return result;
}

void
fault_vfs_install (void)
{
  sqlite3_config (SQLITE_CONFIG_GETMALLOC, &real_memory);
  sqlite3_mem_methods failing = real_memory;
  failing.xMalloc = allocate;
  failing.xRealloc = reallocate;
  sqlite3_config (SQLITE_CONFIG_MALLOC, &failing);
  sqlite3_initialize ();
  real_vfs = sqlite3_vfs_find (NULL);
  vfs = *real_vfs;
  vfs.zName = "fault";
  vfs.szOsFile = (int)sizeof (File) + real_vfs->szOsFile;
  vfs.xOpen = open_file;
  vfs.xDelete = delete_file;
  sqlite3_vfs_register (&vfs, 1);
}
