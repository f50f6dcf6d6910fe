import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A TLS server on 127.0.0.1 that answers every request with `{}` and keeps each decrypted byte it was sent.
final class TLSServer: Sendable {
    enum Speech: Sendable {
        case http1
        /// Just enough of HTTP/2 for a connection to be ready, an empty SETTINGS frame; ends with the first request.
        case http2
    }

    let port: Int
    private let channel: any Channel
    private let received: Received

    private init(channel: any Channel, received: Received) {
        self.channel = channel
        self.received = received
        port = channel.localAddress?.port ?? 0
    }

    /// Runs a server around `body`.
    static func serving(
        _ identity: (certificate: String, key: String),
        _ speech: Speech = .http1,
        _ body: (TLSServer) async throws -> Void
    ) async throws {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(identity.certificate).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: identity.key, format: .pem))
        )
        configuration.applicationProtocols = speech == .http2 ? ["h2"] : ["http/1.1"]
        let context = try NIOSSLContext(configuration: configuration)
        let received = Received()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        NIOSSLServerHandler(context: context), Answering(speech: speech, received: received),
                    ])
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            try await body(TLSServer(channel: channel, received: received))
            try await channel.close()
        } catch {
            try await channel.close()
            throw error
        }
    }

    /// Everything that clients sent, decrypted.
    var bytes: [UInt8] { received.bytes.withLock { $0 } }

    /// The same as text.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The types of the HTTP/2 frames that clients sent (RFC 9113 §4.1, §6): 0 is DATA, 1 is HEADERS, 4 is SETTINGS.
    var frameTypes: [UInt8] { received.frameTypes }
}

private final class Received: Sendable {
    let bytes = Mutex<[UInt8]>([])

    var frameTypes: [UInt8] {
        var types: [UInt8] = []
        var rest = bytes.withLock { $0 }.dropFirst("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8.count)
        while rest.count >= 9 {
            let header = rest.prefix(9).map(Int.init)
            types.append(UInt8(header[3]))
            rest = rest.dropFirst(9 + header[0] << 16 + header[1] << 8 + header[2])
        }
        return types
    }
}

private final class Answering: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let speech: TLSServer.Speech
    private let received: Received
    private var hasAnswered = false

    init(speech: TLSServer.Speech, received: Received) {
        self.speech = speech
        self.received = received
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = Array(unwrapInboundIn(data).readableBytesView)
        received.bytes.withLock { $0 += bytes }
        if case .http2 = speech, received.frameTypes.contains(1) { context.close(promise: nil) }
        guard !hasAnswered else { return }
        hasAnswered = true
        let answer =
            switch speech {
            case .http1: ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
            case .http2: ByteBuffer(bytes: [0, 0, 0, 4, 0, 0, 0, 0, 0])
            }
        context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The client hangs up in the middle of the handshake: that is what the tests are about.
        context.close(promise: nil)
    }
}
