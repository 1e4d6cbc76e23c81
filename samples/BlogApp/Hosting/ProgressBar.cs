using System.Globalization;

namespace BlogApp.Hosting;

/// <summary>A progress bar of one console line; where the output goes to a file, a line for each tenth.</summary>
internal sealed class ProgressBar(TextWriter output, string label) : IDisposable
{
    private const int Width = 40;

    private readonly bool _live = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
    private int _shown = -1;

    public void Show(long done, long total)
    {
        var percent = total == 0 ? 100 : (int)(done * 100 / total);
        var shown = _live ? percent : percent / 10 * 10;
        if (shown == _shown)
        {
            return;
        }

        _shown = shown;
        var filled = Width * shown / 100;
        var line = string.Create(CultureInfo.InvariantCulture, $"{label} [{new string('#', filled)}{new string('.', Width - filled)}] {shown,3}%");
        if (_live)
        {
            output.Write('\r' + line);
        }
        else
        {
            output.WriteLine(line);
        }
    }

    public void Dispose()
    {
        if (_live && _shown >= 0)
        {
            output.WriteLine();
        }
    }
}
