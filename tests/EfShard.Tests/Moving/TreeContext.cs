using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Moving;

/// <summary>
///     Posts and albums that may change their author, comments in trees that live with posts (a table for each way in which a database can look after a tree), and pictures, which
///     live with a post and with an album.
/// </summary>
public sealed class TreeContext(DbContextOptions<TreeContext> options) : DbContext(options)
{
    public DbSet<Post> Posts => Set<Post>();

    public DbSet<CascadeNode> Cascades => Set<CascadeNode>();

    public DbSet<Album> Albums => Set<Album>();

    public DbSet<Picture> Pictures => Set<Picture>();

    /// <summary>Whether it is of one database.</summary>
    public bool IsPlain { get; init; }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Post>(post =>
        {
            post.HasShardKey(p => p.AuthorId).AllowShardKeyChange();
            post.Property(p => p.Id).ValueGeneratedNever();
        });
        modelBuilder.Entity<Album>(album =>
        {
            album.HasShardKey(a => a.AuthorId).AllowShardKeyChange();
            album.Property(a => a.Id).ValueGeneratedNever();
        });
        modelBuilder.Entity<Picture>(picture =>
        {
            picture.Property(p => p.Id).ValueGeneratedNever();
            picture.HasOne(p => p.Post).WithMany().IsColocated();
            picture.HasOne(p => p.Album).WithMany().IsColocated();
        });
        modelBuilder.Entity<Mark>(mark =>
        {
            mark.Property(m => m.Id).ValueGeneratedNever();
            mark.HasOne(m => m.Picture).WithMany(p => p.Marks).IsColocated();
        });
        Add<CascadeNode>(modelBuilder, DeleteBehavior.Cascade);
        Add<RestrictNode>(modelBuilder, DeleteBehavior.Restrict);
        Add<PlainNode>(modelBuilder, DeleteBehavior.NoAction);
        Add<NullNode>(modelBuilder, DeleteBehavior.SetNull);
        modelBuilder.Entity<Like>(like =>
        {
            like.Property(l => l.Id).ValueGeneratedNever();
            like.HasOne(l => l.Node).WithMany().IsColocated();
        });
        modelBuilder.Entity<Branch>(branch =>
        {
            branch.HasKey(b => new { b.Tree, b.Number });
            branch.HasOne<Post>().WithMany().HasForeignKey(b => b.PostId).IsColocated();
            branch.HasOne<Branch>().WithMany().HasForeignKey(b => new { b.ParentTree, b.ParentNumber }).OnDelete(DeleteBehavior.Restrict).IsColocated();
        });
    }

    private static void Add<TNode>(ModelBuilder modelBuilder, DeleteBehavior behavior)
        where TNode : Node
        => modelBuilder.Entity<TNode>(node =>
        {
            node.Property(n => n.Id).ValueGeneratedNever();
            node.HasOne<Post>().WithMany().HasForeignKey(n => n.PostId).OnDelete(behavior).IsColocated();
            node.HasOne<TNode>().WithMany().HasForeignKey(n => n.ParentId).OnDelete(behavior).IsColocated();
        });

    public class Post
    {
        public long Id { get; set; }

        public long AuthorId { get; set; }
    }

    public class Album
    {
        public long Id { get; set; }

        public long AuthorId { get; set; }
    }

    public class Picture
    {
        public long Id { get; set; }

        public long PostId { get; set; }

        public Post Post { get; set; } = null!;

        public long AlbumId { get; set; }

        public Album Album { get; set; } = null!;

        public string Title { get; set; } = "";

        public List<Mark> Marks { get; } = [];
    }

    public class Mark
    {
        public long Id { get; set; }

        public long PictureId { get; set; }

        public Picture Picture { get; set; } = null!;
    }

    /// <summary>Under a post, and perhaps under another node.</summary>
    public abstract class Node
    {
        public long Id { get; set; }

        public long PostId { get; set; }

        public long? ParentId { get; set; }

        public string Text { get; set; } = "";
    }

    public class CascadeNode : Node;

    public class RestrictNode : Node;

    public class PlainNode : Node;

    public class NullNode : Node;

    public class Like
    {
        public long Id { get; set; }

        public long NodeId { get; set; }

        public CascadeNode Node { get; set; } = null!;
    }

    /// <summary>A tree whose keys have two columns.</summary>
    public class Branch
    {
        public long Tree { get; set; }

        public long Number { get; set; }

        public long PostId { get; set; }

        public long? ParentTree { get; set; }

        public long? ParentNumber { get; set; }
    }
}
