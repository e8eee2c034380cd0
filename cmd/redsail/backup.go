package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/backup"
	"github.com/redsail/redsail/internal/store/gpkg"
	"github.com/redsail/redsail/internal/store/postgis"
)

// backupCmd writes a store into one file, checks one, or makes what encrypts them.
type backupCmd struct {
	Store       string   `env:"REDSAIL_STORE" placeholder:"FILE.gpkg|postgres://…" help:"The store: a GeoPackage file or a PostgreSQL URL."`
	Out         string   `placeholder:"FILE" help:"The backup. It is there when it is whole and was read back."`
	Encrypt     []string `placeholder:"RECIPIENT" help:"Encrypt for this recipient (age1…). May stand several times. Only an encrypted backup holds the keys of persons and the accounts."`
	EncryptFile string   `placeholder:"FILE" help:"The same for a file of recipients, one a line."`
	WithoutKeys bool     `help:"Leave the keys of persons and the accounts out of an encrypted backup too."`
	Check       string   `placeholder:"FILE" help:"Check a backup, write nothing."`
	Identity    string   `placeholder:"FILE" help:"With --check: the file with the identity that opens an encrypted backup."`
	plansFlag
	NewKey string `placeholder:"FILE" help:"Make an identity in a new file and print its recipient. Whoever has the file reads the backups; without it nobody does."`
}

// Run does one of the three.
func (c *backupCmd) Run(ctx context.Context, io streams) error {
	jobs := 0
	for _, name := range []string{c.Out, c.Check, c.NewKey} {
		if name != "" {
			jobs++
		}
	}
	switch {
	case jobs != 1:
		return usagef("backup takes one of --out FILE, --check FILE and --new-key FILE")
	case c.NewKey != "":
		return newKey(io, c.NewKey)
	case c.Check != "":
		return checkBackup(ctx, io, c.Check, c.Identity)
	case c.Store == "":
		return usagef("--store is missing")
	case c.Identity != "":
		return usagef("--identity is for --check; --encrypt takes a recipient (age1…)")
	}
	return c.write(ctx, io)
}

func (c *backupCmd) write(ctx context.Context, s streams) (err error) {
	to, err := c.recipients()
	if err != nil {
		return err
	}
	store, err := openStore(ctx, c.Store)
	if err != nil {
		return err
	}
	defer closing(store, &err)
	src := source(store)
	auth, done, err := addSecrets(ctx, c.Store, store, &src)
	if err != nil {
		return err
	}
	defer done()
	if (src.Keys != nil || src.Accounts != nil) && (len(to) == 0 || c.WithoutKeys) {
		src.Keys, src.Accounts = nil, nil
		fmt.Fprintln(s.err, "redsail: this backup holds no keys of persons and no accounts: without the keys nobody can read who holds a post. --encrypt RECIPIENT takes them in")
	}
	plans, err := c.folder(c.Store)
	if err != nil {
		return err
	}
	src.Plans = plansIn(plans)
	out, err := createBeside(c.Store, c.Out)
	if err != nil {
		return err
	}
	defer out.drop()
	return recordBackup(ctx, s, auth, func() error { return writeBackup(ctx, s, out, src, to) })
}

// recordBackup puts into the audit that a backup is begun and how it ended; without accounts there is no
// audit. A full disk is no reason to keep the city on it: what the audit then cannot hold is told instead.
func recordBackup(ctx context.Context, s streams, auth access.Store, f func() error) error {
	if auth == nil {
		return f()
	}
	what := act{action: "store.backup"}
	rows, err := what.begin(ctx, auth)
	if city.CodeOf(err) == "disk_full" {
		fmt.Fprintln(s.err, "redsail: the disk of the store is full, so that the audit cannot hold that this backup is made; it is made all the same. Make room there: nothing can be written to the store")
		return f()
	}
	if err != nil {
		return err
	}
	err = rows.end(0, f())
	var half *unrecorded
	if errors.As(err, &half) && city.CodeOf(half.err) == "disk_full" {
		fmt.Fprintln(s.err, "redsail: the backup is whole, but the disk of the store is full, so that the audit cannot hold that it was ended. Make room there: nothing can be written to the store")
		return nil
	}
	return err
}

// recipients are those of both flags; none = the backup is not encrypted.
func (c *backupCmd) recipients() ([]backup.Recipient, error) {
	texts := c.Encrypt
	if c.EncryptFile != "" {
		lines, err := readLines(c.EncryptFile)
		if err != nil {
			return nil, err
		}
		if len(lines) == 0 {
			return nil, usagef("%s names no recipient", c.EncryptFile)
		}
		texts = append(texts, lines...)
	}
	return backup.Recipients(texts)
}

// maxList bounds the files of recipients and of codes in bytes.
const maxList = 64 << 20

// readLines reads a list: a line each, without empty ones and those that begin with #.
func readLines(name string) (out []string, err error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	if len(text) > maxList {
		return nil, usagef("%s is larger than %d bytes", name, maxList)
	}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	return out, nil
}

// source is a store without what is kept beside it.
func source(s city.Store) backup.Source {
	src := backup.Source{Store: s, Kind: "gpkg", Program: "redsail " + version, Now: time.Now()}
	if _, ok := s.(*postgis.Store); ok {
		src.Kind = "postgis"
	}
	return src
}

// addSecrets adds the keys and the accounts, where there are any, and gives the accounts; it makes
// none.
func addSecrets(ctx context.Context, store string, s city.Store, src *backup.Source) (auth access.Store, done func(), err error) {
	keys := func() {}
	switch db := s.(type) {
	case *postgis.Store:
		src.Keys = db.Keys()
	case *gpkg.Store:
		name, _, err := parseStore(store)
		if err != nil {
			return nil, nil, err
		}
		if there(gpkg.KeysFile(name)) {
			file, err := db.OpenKeys(ctx)
			if err != nil {
				return nil, nil, err
			}
			src.Keys, keys = file, func() { _ = file.Close() } // it was only read
		}
	default:
		return nil, nil, fmt.Errorf("the keys of a %T are not known", s)
	}
	made, err := authToRead(ctx, store, s)
	if err != nil {
		keys()
		return nil, nil, err
	}
	if made == nil {
		return nil, keys, nil
	}
	src.Accounts = made
	return made, func() { keys(); _ = made.Close() }, nil
}

func there(name string) bool {
	_, err := os.Stat(name)
	return !errors.Is(err, fs.ErrNotExist)
}

// summing counts and sums what passes.
type summing struct {
	io.Writer
	sum hash.Hash
	n   int64
}

func (w *summing) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	w.sum.Write(p[:n])
	w.n += int64(n)
	return n, err
}

// writeBackup writes a backup, reads the file back and only then keeps it.
func writeBackup(ctx context.Context, s streams, out *outFile, src backup.Source, to []backup.Recipient) error {
	start := time.Now()
	if err := out.private(); err != nil { // who changed what is nobody else's business
		return err
	}
	w := &summing{Writer: out, sum: sha256.New()}
	buffered := bufio.NewWriterSize(w, 1<<18)
	m, sum, err := backup.Write(ctx, buffered, src, to...)
	if err == nil {
		err = buffered.Flush()
	}
	if err != nil {
		return err
	}
	if err := readBack(ctx, out, w, len(to) > 0); err != nil {
		return err
	}
	if err := out.keep(); err != nil {
		return err
	}
	fmt.Fprintf(s.err, "%s: %s, %d bytes, in %.1f s\n", out.name, contents(&m, &sum, len(to) > 0), w.n, time.Since(start).Seconds())
	return nil
}

// readBack compares the bytes on the disk with those that were written; one that is not encrypted is
// read through besides.
func readBack(ctx context.Context, out *outFile, wrote *summing, encrypted bool) error {
	if out.place == "" { // a pipe
		return nil
	}
	if err := out.file.Sync(); err != nil {
		return out.named(err)
	}
	f, err := os.Open(out.file.Name())
	if err != nil {
		return out.named(err)
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	if err != nil {
		return out.named(err)
	}
	if n != wrote.n || !bytes.Equal(h.Sum(nil), wrote.sum.Sum(nil)) {
		return fmt.Errorf("%s: what can be read of it is not what was written; the disk is not to be trusted", out.name)
	}
	if encrypted {
		return nil
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return out.named(err)
	}
	b, err := backup.Open(f)
	if err != nil {
		return fmt.Errorf("%s: %w", out.name, err)
	}
	defer b.Close()
	if _, err := b.Into(ctx, nil); err != nil {
		return fmt.Errorf("%s: %w", out.name, err)
	}
	return nil
}

// backUp is a backup of the city alone, before the layout of a database changes: keys and accounts
// stand in schemas of their own, which do not change with it.
func backUp(ctx context.Context, s streams, store *postgis.Store, file string) error {
	out, err := createOut(file)
	if err != nil {
		return err
	}
	defer out.drop()
	return writeBackup(ctx, s, out, source(store), nil)
}

// contents says in a line what a backup holds.
func contents(m *backup.Manifest, sum *backup.Sum, encrypted bool) string {
	text := fmt.Sprintf("revision %d of timeline %.8s, %d entries", m.Revision, m.Timeline, sum.Entries)
	switch {
	case m.Keys:
		text += fmt.Sprintf(", keys of %d persons", sum.Keys)
	default:
		text += ", no keys of persons"
	}
	switch {
	case m.Accounts:
		text += ", accounts"
	default:
		text += ", no accounts"
	}
	if m.Plans {
		text += fmt.Sprintf(", %d plans", sum.Plans)
	}
	if encrypted {
		text += ", encrypted"
	}
	return text
}

// openBackup opens a backup with the identities of a file; an empty name is none.
func openBackup(file, identity string) (*backup.Reading, func(), error) {
	var ids []backup.Identity
	if identity != "" {
		f, err := os.Open(identity)
		if err != nil {
			return nil, nil, err
		}
		defer f.Close()
		if ids, err = backup.Identities(f); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", identity, err)
		}
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, nil, err
	}
	b, err := backup.Open(f, ids...)
	if err != nil {
		_ = f.Close() // it was only read
		return nil, nil, fmt.Errorf("%s: %w", file, err)
	}
	return b, func() { b.Close(); _ = f.Close() }, nil
}

func checkBackup(ctx context.Context, s streams, file, identity string) error {
	b, done, err := openBackup(file, identity)
	if err != nil {
		return err
	}
	defer done()
	sum, err := b.Into(ctx, nil)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	m := &b.Manifest
	_, err = fmt.Fprintf(s.out, "%s: whole; %s; made %s by %s from %s, hash %.12s\n", file, contents(m, &sum, b.Encrypted), m.MadeAt.Format(time.RFC3339), m.Program, m.Store, m.Hash)
	return err
}

// newKey makes an identity; a file that stands is never written over.
func newKey(s streams, file string) error {
	identity, recipient, err := backup.NewIdentity()
	if err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "# opens the backups for %s\n%s\n", recipient, identity)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintln(s.out, recipient)
	return err
}
