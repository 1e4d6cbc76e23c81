using System.Net.Sockets;
using System.Text;

namespace EfShard.TestServers.Provisioning;

/// <summary>Asks whether a Docker engine is there. An installed client proves nothing; only an answered ping does.</summary>
internal static class DockerEngine
{
    private const int TimeoutMilliseconds = 2000;
    private static readonly Lazy<bool> Answer = new(Ping);

    public static bool Answers => Answer.Value;

    private static bool Ping()
    {
        try
        {
            using var socket = Connect(Environment.GetEnvironmentVariable("DOCKER_HOST"));
            if (socket is null)
            {
                return false;
            }

            socket.ReceiveTimeout = TimeoutMilliseconds;
            socket.Send("GET /_ping HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n"u8);
            var buffer = new byte[64];
            var length = socket.Receive(buffer);
            return Encoding.ASCII.GetString(buffer, 0, length).StartsWith("HTTP/1.1 200", StringComparison.Ordinal);
        }
        catch (SocketException)
        {
            // Nobody listens, or whoever listens does not answer: no engine.
            return false;
        }
    }

    // An engine behind TLS is not asked here: give its PostgreSQL servers by connection string.
    private static Socket? Connect(string? host)
    {
        const string local = "/var/run/docker.sock";
        if (string.IsNullOrEmpty(host) || host.StartsWith("unix://", StringComparison.Ordinal))
        {
            var path = string.IsNullOrEmpty(host) ? local : host["unix://".Length..];
            if (!File.Exists(path))
            {
                return null;
            }

            var unix = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            unix.Connect(new UnixDomainSocketEndPoint(path));
            return unix;
        }

        if (!Uri.TryCreate(host, UriKind.Absolute, out var uri) || uri.Scheme is not ("tcp" or "http"))
        {
            return null;
        }

        var tcp = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var connected = tcp.BeginConnect(uri.Host, uri.Port, null, null);
        if (connected.AsyncWaitHandle.WaitOne(TimeoutMilliseconds))
        {
            tcp.EndConnect(connected);
            return tcp;
        }

        tcp.Dispose();
        return null;
    }
}
