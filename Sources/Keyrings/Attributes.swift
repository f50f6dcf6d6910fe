import CSecret
import Sealing

/// What a key is found by in the Secret Service.
@safe
struct Attributes: ~Copyable {
    let table: OpaquePointer

    /// The attributes of a slot's key, the ids in lower-case hexadecimal.
    init(_ vault: [UInt8], _ slot: [UInt8]) {
        unsafe table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free)
        for (name, value) in [("application", "adsvault"), ("vault", hex(vault)), ("slot", hex(slot))] {
            unsafe g_hash_table_insert(table, g_strdup(name), g_strdup(value))
        }
    }

    deinit {
        unsafe g_hash_table_unref(table)
    }
}
