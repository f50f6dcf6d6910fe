import Sealing

extension Terminal {
    /// From how many characters on a passphrase gets no warning.
    static let goodPassphraseLength = 12

    /// A new passphrase, typed twice. Throws `cancelled` where nothing comes, and a usage failure after three tries.
    func newPassphrase() throws(CommandFailure) -> SecretBytes {
        for _ in 1...3 {
            let passphrase = try secret("new passphrase: ")
            guard passphrase.byteCount > 0 else {
                try say("an empty passphrase protects nothing")
                continue
            }
            if passphrase.characterCount < Self.goodPassphraseLength {
                try say("that is short, and whoever gets the vault's file can guess; several words are better")
            }
            let again = try secret("the same again: ")
            if passphrase.isEqual(to: again) { return passphrase }
            try say("the two differ")
        }
        throw .usage("no passphrase was typed twice the same")
    }
}

extension SecretBytes {
    /// The number of Unicode scalars, where the bytes are UTF-8.
    fileprivate var characterCount: Int {
        withBytes { bytes in
            (0..<bytes.byteCount).count { unsafe bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self) & 0xC0 != 0x80 }
        }
    }
}
