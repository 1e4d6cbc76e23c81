using System.Net;
using System.Net.Sockets;

namespace EfShard.TestServers.Clusters;

/// <summary>
///     One free TCP port, kept from other test processes by a locked file until it is disposed of or the process ends.
///     Below 32768, where the kernel takes no ports for outgoing connections: a killed server finds its port free again.
/// </summary>
internal sealed class PortReservation : IDisposable
{
    private const int First = 21000;
    private const int Count = 11000;

    private readonly FileStream _lock;

    private PortReservation(int port, FileStream @lock)
    {
        Port = port;
        _lock = @lock;
    }

    public int Port { get; }

    public static PortReservation Take()
    {
        var folder = Directory.CreateDirectory(Path.Combine(ClusterFolder.Root, "ports")).FullName;
        var start = Random.Shared.Next(Count);
        for (var i = 0; i < Count; i++)
        {
            var port = First + ((start + i) % Count);
            if (TryLock(Path.Combine(folder, port.ToString())) is { } @lock)
            {
                if (IsFree(port))
                {
                    return new PortReservation(port, @lock);
                }

                @lock.Dispose();
            }
        }

        throw new InvalidOperationException($"No free TCP port between {First} and {First + Count - 1}.");
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            // Another reservation, of this process or another, holds it.
            return null;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
