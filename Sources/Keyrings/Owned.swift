import CSecret

/// One reference to a GObject, given back when this goes.
@safe
struct Owned: ~Copyable {
    let pointer: OpaquePointer

    /// Takes over a reference that C handed out; nil for none.
    init?(_ pointer: OpaquePointer?) {
        guard let pointer = unsafe pointer else { return nil }
        unsafe self.pointer = unsafe pointer
    }

    deinit {
        unsafe g_object_unref(gpointer(pointer))
    }
}
