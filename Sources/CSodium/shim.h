#include <sodium.h>

// Swift cannot import crypto_generichash_blake2b_state, which is aligned to 64 bytes: these take its memory as a plain
// pointer.

static inline int sodium_blake2b_init(void *state, const unsigned char *key, size_t key_length, size_t output_length,
                                      const unsigned char *salt, const unsigned char *personal) {
    return crypto_generichash_blake2b_init_salt_personal((crypto_generichash_blake2b_state *)state, key, key_length,
                                                         output_length, salt, personal);
}

static inline int sodium_blake2b_update(void *state, const unsigned char *message, unsigned long long length) {
    return crypto_generichash_blake2b_update((crypto_generichash_blake2b_state *)state, message, length);
}

static inline int sodium_blake2b_final(void *state, unsigned char *output, size_t output_length) {
    return crypto_generichash_blake2b_final((crypto_generichash_blake2b_state *)state, output, output_length);
}
