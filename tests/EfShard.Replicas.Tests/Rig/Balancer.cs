using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace EfShard.Replicas.Tests.Rig;

/// <summary>Gives connections to several servers by turns, behind one port.</summary>
public sealed class Balancer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<Socket> _sockets = new();
    private readonly IReadOnlyList<int> _ports;
    private readonly Task _accepting;

    public Balancer(IReadOnlyList<int> ports)
    {
        _ports = ports;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        for (var i = 0; ; i++)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync();
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                _sockets.Enqueue(client);
                _sockets.Enqueue(server);
                await server.ConnectAsync(IPAddress.Loopback, _ports[i % _ports.Count]);
                _ = PassAsync(client, server);
                _ = PassAsync(server, client);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // Stopped.
                return;
            }
        }
    }

    private static async Task PassAsync(Socket from, Socket to)
    {
        var buffer = new byte[16384];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                for (var sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // One of the two is gone.
            to.Dispose();
        }
    }
}
