import NIOCore
import NIOPosix
import Synchronization

/// A proxy that understands CONNECT, and leads every tunnel to one port of this machine.
final class TunnelProxy: Sendable {
    let port: Int
    private let requests: Requests

    private init(port: Int, requests: Requests) {
        self.port = port
        self.requests = requests
    }

    /// Runs a proxy around `body`. With `refusal` it answers that instead of opening a tunnel.
    static func serving(
        to target: Int,
        refusal: String? = nil,
        _ body: (TunnelProxy) async throws -> Void
    ) async throws {
        let requests = Requests()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let entrance = Entrance(target: target, refusal: refusal, requests: requests)
                    try channel.pipeline.syncOperations.addHandler(entrance)
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            try await body(TunnelProxy(port: channel.localAddress?.port ?? 0, requests: requests))
            try await channel.close()
        } catch {
            try await channel.close()
            throw error
        }
    }

    /// The CONNECT requests so far, each whole.
    var heads: [String] { requests.heads.withLock { $0 } }
}

private final class Requests: Sendable {
    let heads = Mutex<[String]>([])
}

/// Reads the CONNECT request, then becomes a pipe.
private final class Entrance: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let target: Int
    private let refusal: String?
    private let requests: Requests
    private var head = ""
    private var exit: (any Channel)?

    init(target: Int, refusal: String?, requests: Requests) {
        self.target = target
        self.refusal = refusal
        self.requests = requests
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        if let exit {
            exit.writeAndFlush(buffer, promise: nil)
            return
        }
        head += String(buffer: buffer)
        guard head.hasSuffix("\r\n\r\n") else { return }
        requests.heads.withLock { $0.append(head) }
        if let refusal {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: refusal)), promise: nil)
            return
        }
        let entrance = context.channel
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        ClientBootstrap(group: context.eventLoop)
            .channelInitializer { $0.pipeline.addHandler(Way(back: entrance)) }
            .connect(host: "127.0.0.1", port: target)
            .whenSuccess { channel in
                let (handler, context) = bound.value
                handler.exit = channel
                let agreed = ByteBuffer(string: "HTTP/1.1 200 Connection established\r\n\r\n")
                context.writeAndFlush(handler.wrapOutboundOut(agreed), promise: nil)
            }
    }

    func channelInactive(context: ChannelHandlerContext) {
        exit?.close(promise: nil)
    }
}

/// Carries bytes back to the client.
private final class Way: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let back: any Channel

    init(back: any Channel) {
        self.back = back
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        back.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        back.close(promise: nil)
    }
}
