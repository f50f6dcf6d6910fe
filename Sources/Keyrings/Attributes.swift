import CSecret
import Sealing

/// What a key is found by in the Secret Service.
@safe
struct Attributes: ~Copyable {
    let table: OpaquePointer

    /// The attributes of a slot's key, the ids in lower-case hexadecimal.
    init(_ vault: [UInt8], _ slot: [UInt8]) {
        self.init([("application", "adsvault"), ("vault", hex(vault)), ("slot", hex(slot))])
    }

    /// The attributes of a vault's anchor. A search for a slot does not find it, nor one for it a slot.
    init(anchorOf vault: [UInt8]) {
        self.init([("application", "adsvault"), ("vault", hex(vault)), ("purpose", "anchor")])
    }

    private init(_ attributes: [(String, String)]) {
        unsafe table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free)
        for (name, value) in attributes {
            unsafe g_hash_table_insert(table, g_strdup(name), g_strdup(value))
        }
    }

    deinit {
        unsafe g_hash_table_unref(table)
    }
}
