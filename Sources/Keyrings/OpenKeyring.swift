import CSecret
import Glibc
import Sealing

/// The Secret Service with its default collection seen to be unlocked, for the time of one call.
///
/// A keyring that was never unlocked answers a search with nothing, as if there were no key. So the collection is
/// looked at before anything is asked of it, and nothing here can be asked without that look.
@safe
struct OpenKeyring: ~Copyable {
    // In the order in which they go: what is let go of is put away in the conversation's loop.
    private let collection: Owned
    private let service: Owned
    private let conversation: Conversation

    /// Throws `unavailable`, `locked`, `timedOut` or `refused`.
    init(timeLimit: Duration) throws(KeyringError) {
        guard csecret_load() == 0 else { throw .unavailable(.noLibrary) }
        let conversation = Conversation(timeLimit: timeLimit)
        try Self.joinBus(conversation)
        let service = try unsafe conversation.wait {
            unsafe secret_service_open(secret_service_get_type(), nil, SECRET_SERVICE_OPEN_SESSION, $0, $1, $2)
        } finish: {
            unsafe Owned(secret_service_open_finish($0, $1))
        }
        guard let service else { throw .unavailable(.noService) }
        let collection = try unsafe conversation.wait {
            unsafe secret_collection_for_alias(service.pointer, "default", SECRET_COLLECTION_NONE, $0, $1, $2)
        } finish: {
            unsafe Owned(secret_collection_for_alias_finish($0, $1))
        }
        guard let collection else { throw .unavailable(.noDefaultCollection) }
        guard unsafe secret_collection_get_locked(collection.pointer) == 0 else { throw .locked }
        self.conversation = conversation
        self.service = service
        self.collection = collection
    }

    /// Keeps a text for these attributes, in place of the one that has them now.
    func store(_ text: borrowing SecretBytes, as attributes: borrowing Attributes, label: String) throws(KeyringError) {
        let value = unsafe text.withBytes { text in
            unsafe text.withUnsafeBytes { bytes in
                unsafe secret_value_new(bytes.bindMemory(to: CChar.self).baseAddress, bytes.count, "text/plain")
            }
        }
        defer { unsafe secret_value_unref(UnsafeMutableRawPointer(value)) }
        _ = try unsafe conversation.wait {
            unsafe secret_item_create(
                collection.pointer,
                nil,
                attributes.table,
                label,
                value,
                SECRET_ITEM_CREATE_REPLACE,
                $0,
                $1,
                $2
            )
        } finish: {
            unsafe Owned(secret_item_create_finish($0, $1))
        }
    }

    /// What `read` makes of the text kept for these attributes, in whichever collection; nil where there is none.
    func lookup<Answer: ~Copyable>(
        _ attributes: borrowing Attributes,
        _ read: (RawSpan) throws(KeyringError) -> Answer
    ) throws(KeyringError) -> Answer? {
        let found = try unsafe conversation.wait {
            unsafe secret_service_search(
                service.pointer,
                nil,
                attributes.table,
                SECRET_SEARCH_LOAD_SECRETS,
                $0,
                $1,
                $2
            )
        } finish: {
            unsafe secret_service_search_finish(service.pointer, $0, $1)
        }
        guard let found = unsafe found else { return nil }
        defer { unsafe g_list_free_full(found, g_object_unref) }
        let item = unsafe OpaquePointer(found.pointee.data)
        guard unsafe secret_item_get_locked(item) == 0 else { throw .locked }
        guard let value = unsafe secret_item_get_secret(item) else { throw .refused("the secret was not handed over") }
        defer { unsafe secret_value_unref(UnsafeMutableRawPointer(value)) }
        var byteCount: gsize = 0
        guard let text = unsafe secret_value_get(value, &byteCount) else { throw .notAKey }
        return try unsafe read(RawSpan(_unsafeStart: text, byteCount: Int(byteCount)))
    }

    /// Removes what is kept for these attributes; false where there was nothing.
    func clear(_ attributes: borrowing Attributes) throws(KeyringError) -> Bool {
        try unsafe conversation.wait {
            unsafe secret_service_clear(service.pointer, nil, attributes.table, $0, $1, $2)
        } finish: {
            unsafe secret_service_clear_finish(service.pointer, $0, $1) != 0
        }
    }

    /// Connects to the session bus, without GLib's habit of ending the process when the bus goes away.
    private static func joinBus(_ conversation: borrowing Conversation) throws(KeyringError) {
        // Where nothing tells of a bus, GLib would make the folder ~/.cache to look for one.
        let hints = ["DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "DISPLAY"]
        guard hints.contains(where: { unsafe getenv($0) != nil }) else { throw .unavailable(.noBus) }
        let bus: OpaquePointer?
        do throws(KeyringError) {
            unsafe bus = try unsafe conversation.wait {
                unsafe g_bus_get(G_BUS_TYPE_SESSION, $0, $1, $2)
            } finish: {
                unsafe g_bus_get_finish($0, $1)
            }
        } catch .timedOut {
            throw .timedOut
        } catch {
            throw .unavailable(.noBus)
        }
        unsafe g_dbus_connection_set_exit_on_close(bus, 0)
        unsafe g_object_unref(UnsafeMutableRawPointer(bus))
    }
}
