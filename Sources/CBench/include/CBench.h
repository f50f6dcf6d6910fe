#ifndef CBENCH_H
#define CBENCH_H

#include <stddef.h>
#include <sys/types.h>

// The work that no vault can do without, on libsodium and SQLite alone: rows of two boxes, each under a key derived
// from the row's id, a log of chained lines, and a head of as many bytes as a vault's. Nothing is checked beyond what
// secretbox itself checks.

// Makes a database of `count` rows and as many lines of the log. Returns 0, or -1 where it could not.
int bench_make(const char *path, long count, const void *meta, size_t meta_size, const void *payload, size_t payload_size);

// Opens the first box of every row. Returns how many there are, or -1.
long bench_list(const char *path);

// Opens both boxes of every row. Returns how many rows there are, or -1.
long bench_open(const char *path);

// Opens the first box of row `number`. Returns its size, or -1.
long bench_show(const char *path, long number);

// Opens every line of the log and checks the chain. Returns how many there are, or -1.
long bench_verify(const char *path);

// Adds row `number`, a line of the log and a new head in one commit that outlasts a loss of power. Returns 0, or -1.
int bench_add(const char *path, long number, const void *meta, size_t meta_size, const void *payload, size_t payload_size);

// Adds a line of the log and a new head in one such commit. Returns 0, or -1.
int bench_commit(const char *path);

// Opens both boxes of every row, seals them under other keys in rows with other ids, and writes the file anew. Returns
// how many there are, or -1. Rows that were taken once are under their new id's key and can be taken again.
long bench_rekey(const char *path);

// Derives a key from a passphrase by Argon2id at the level "interactive". Returns 0, or -1.
int bench_unlock(void);

// Starts a program, its descriptors on /dev/null. Returns its process, or -1.
pid_t bench_start(char *const arguments[]);

// Waits for the end of a program. Returns its status, or -1; and the most memory that it had at a time.
int bench_wait(pid_t child, long *peak_kilobytes);

// Asks a server at a port of 127.0.0.1 for the same page over and over, by as many connections at once, each kept open; no
// fewer requests than connections. Returns how many answers had the status 200, or -1 where one had not, or none came.
long bench_ask(int port, const char *path, int connections, long count);

// What is used here.
const char *bench_sqlite_version(void);
const char *bench_sodium_version(void);

#endif
