using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace EfShard.Crash.Tests.Faults;

/// <summary>Stands between a client and a server, and breaks their connections on demand.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Pair, Task> _pairs = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly int _serverPort;
    private readonly Task _accepting;
    private volatile ProxyMode _mode = ProxyMode.Pass;

    public TcpProxy(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From now on connections fare like this.</summary>
    public void Set(ProxyMode mode)
    {
        _mode = mode;
        foreach (var pair in _pairs.Keys)
        {
            switch (mode)
            {
                case ProxyMode.Drop:
                    pair.Reset(pair.Client);
                    pair.Reset(pair.Server);
                    break;
                case ProxyMode.HalfOpen:
                    pair.Reset(pair.Client);
                    break;
            }
        }
    }

    /// <summary>Lets new connections pass, and ends those that a fault has left.</summary>
    public void Heal()
    {
        Set(ProxyMode.Drop);
        _mode = ProxyMode.Pass;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Set(ProxyMode.Drop);
        await _accepting;
        await Task.WhenAll(_pairs.Values);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync(_stop.Token);
            }
            catch (Exception) when (_stop.IsCancellationRequested)
            {
                return;
            }

            var pair = new Pair(client, new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
            client.NoDelay = true;
            _pairs[pair] = ServeAsync(pair);
        }
    }

    private async Task ServeAsync(Pair pair)
    {
        await Task.Yield();
        try
        {
            if (_mode is ProxyMode.Drop or ProxyMode.HalfOpen)
            {
                pair.Reset(pair.Client);
                return;
            }

            await pair.Server.ConnectAsync(IPAddress.Loopback, _serverPort, _stop.Token);
            await Task.WhenAll(PumpAsync(pair, pair.Client, pair.Server), PumpAsync(pair, pair.Server, pair.Client));
            while (_mode is ProxyMode.HalfOpen)
            {
                // A server that has answered meanwhile has not learned either that its client is gone: it does when the network is back.
                await Task.Delay(10, _stop.Token);
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            pair.Reset(pair.Client);
        }
        finally
        {
            pair.Reset(pair.Server);
            _pairs.TryRemove(pair, out _);
        }
    }

    private async Task PumpAsync(Pair pair, Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _stop.Token) is var count and > 0)
            {
                while (_mode is ProxyMode.Freeze && !_stop.IsCancellationRequested)
                {
                    // What was sent arrives when the network is back: perhaps after everybody has given up.
                    await Task.Delay(10, _stop.Token);
                }

                await to.SendAsync(buffer.AsMemory(0, count), _stop.Token);
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side is gone.
        }

        // Half open: the server is not told that its client is gone.
        if (_mode is not ProxyMode.HalfOpen || from == pair.Server)
        {
            pair.Reset(to);
        }
    }

    private sealed record Pair(Socket Client, Socket Server)
    {
        public void Reset(Socket socket)
        {
            // A reset, not an orderly end.
            try
            {
                socket.LingerState = new LingerOption(true, 0);
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
            {
                // It is closed already.
            }

            socket.Dispose();
        }
    }
}
