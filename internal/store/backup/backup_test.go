package backup_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/backup"
	"github.com/redsail/redsail/internal/store/gpkg"
	"github.com/redsail/redsail/internal/store/storetest"
)

// told is a store that has been told a story.
func told(t testing.TB, seed uint64, n int) *gpkg.Store {
	t.Helper()
	s, err := gpkg.Init(t.Context(), filepath.Join(t.TempDir(), "city.gpkg"), storetest.Scheme(t), gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for _, c := range storetest.Story(seed, n) {
		if _, err := s.Apply(t.Context(), c); err != nil && city.KindOf(err) == city.Internal {
			t.Fatal(err)
		}
	}
	return s
}

func pair(t testing.TB) (backup.Recipient, backup.Identity) {
	t.Helper()
	secret, public, err := backup.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	to, err := backup.Recipients([]string{public})
	if err != nil {
		t.Fatal(err)
	}
	ids, err := backup.Identities(bytes.NewReader([]byte(secret)))
	if err != nil {
		t.Fatal(err)
	}
	return to[0], ids[0]
}

func written(t testing.TB, src backup.Source, to ...backup.Recipient) []byte {
	t.Helper()
	var out bytes.Buffer
	if _, _, err := backup.Write(t.Context(), &out, src, to...); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// restore reads a backup into a new file.
func restore(t testing.TB, file io.Reader, path string, ids ...backup.Identity) error {
	t.Helper()
	b, err := backup.Open(file, ids...)
	if err != nil {
		return err
	}
	defer b.Close()
	sink, err := gpkg.NewRestore(t.Context(), path, b.Scheme, b.Manifest.StoreID)
	if err != nil {
		return err
	}
	_, err = b.Into(t.Context(), sink)
	return err
}

// same compares all that two stores say, but for the timeline.
func same(t testing.TB, a, b city.Store) {
	t.Helper()
	sa, errA := a.State(t.Context())
	sb, errB := b.State(t.Context())
	if errA != nil || errB != nil || sa.Timeline == sb.Timeline || sb.Timeline == "" {
		t.Fatalf("%+v, %v and %+v, %v: the timeline is not another one", sa, errA, sb, errB)
	}
	sb.Timeline = sa.Timeline
	if sa != sb {
		t.Fatalf("the state is %+v, want %+v", sb, sa)
	}
	la, errA := a.Log(t.Context(), 0, 1000)
	lb, errB := b.Log(t.Context(), 0, 1000)
	if errA != nil || errB != nil || !reflect.DeepEqual(la, lb) {
		t.Fatalf("the logs differ (%v, %v)", errA, errB)
	}
	for _, kind := range city.RecordKinds() {
		ra, errA := a.Records(t.Context(), city.Query{Kind: kind, AllRevisions: true})
		rb, errB := b.Records(t.Context(), city.Query{Kind: kind, AllRevisions: true})
		if errA != nil || errB != nil || !reflect.DeepEqual(ra, rb) {
			t.Fatalf("the records of %s differ (%v, %v)", kind, errA, errB)
		}
	}
}

// TestRoundTrip: what comes back says the same of every revision, goes on from there with the next
// revision, and can itself be backed up; plain and encrypted.
func TestRoundTrip(t *testing.T) {
	to, id := pair(t)
	for seed := range uint64(3) {
		s := told(t, seed, 60)
		for _, file := range [][]byte{
			written(t, backup.Source{Store: s, Kind: "gpkg", Now: time.Now()}),
			written(t, backup.Source{Store: s, Kind: "gpkg", Now: time.Now()}, to),
		} {
			path := filepath.Join(t.TempDir(), "back.gpkg")
			if err := restore(t, bytes.NewReader(file), path, id); err != nil {
				t.Fatal(err)
			}
			back, err := gpkg.Open(t.Context(), path, gpkg.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = back.Close() })
			same(t, s, back)
			next := city.Change{Effective: city.OpenStart, Entries: []city.Entry{city.PutArea(city.Area{
				Layer: "district", Code: "after", Names: city.Names{Zh: "后"}, Shape: storetest.Story(1, 1)[0].Entries[0].Content.(*city.Area).Shape,
			}, city.Always())}}
			before, err := back.State(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			r, err := back.Apply(t.Context(), next)
			if err != nil || r.Number != before.Revision+1 || r.PrevHash != before.Hash || r.Timeline != before.Timeline {
				t.Fatalf("the next revision is %+v, %v", r, err)
			}
			again := filepath.Join(t.TempDir(), "again.gpkg")
			if err := restore(t, bytes.NewReader(written(t, backup.Source{Store: back, Now: time.Now()})), again); err != nil {
				t.Fatal(err)
			}
			twice, err := gpkg.Open(t.Context(), again, gpkg.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = twice.Close() })
			same(t, back, twice)
		}
	}
}

// TestWhileWriting: a backup made while others write is one revision of the store, whole.
func TestWhileWriting(t *testing.T) {
	s := told(t, 7, 10)
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := storetest.Scribble(ctx, s, 8, 1_000_000, io.Discard); err != nil && ctx.Err() == nil {
			t.Error(err)
		}
	})
	var files [][]byte
	for range 8 {
		files = append(files, written(t, backup.Source{Store: s, Now: time.Now()}))
	}
	stop()
	wg.Wait()
	all, err := s.Log(t.Context(), 0, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	heads := map[int64]bool{}
	for i, file := range files {
		path := filepath.Join(t.TempDir(), "back.gpkg")
		if err := restore(t, bytes.NewReader(file), path); err != nil {
			t.Fatalf("backup %d: %v", i, err)
		}
		back, err := gpkg.Open(t.Context(), path, gpkg.Options{})
		if err != nil {
			t.Fatal(err)
		}
		log, err := back.Log(t.Context(), 0, 1_000_000)
		if err != nil || len(log) == 0 || !reflect.DeepEqual(log, all[:len(log)]) {
			t.Errorf("backup %d is no beginning of the log: %d revisions, %v", i, len(log), err)
		}
		heads[int64(len(log))] = true
		if err := back.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if len(heads) < 2 {
		t.Errorf("all backups end at one revision: nothing was written meanwhile")
	}
}

// refusals are the codes with which a spoiled file is refused.
var refusals = []string{"broken_backup", "broken_log", "not_a_backup", "bad_scheme", "encrypted_backup", "wrong_key", "scheme_too_large"}

// TestSpoiled: a backup that is cut off anywhere, or of which a bit was turned anywhere, is refused
// with a code of its own, and nothing of it stays; so is the wrong key.
func TestSpoiled(t *testing.T) {
	s := told(t, 3, 12)
	to, id := pair(t)
	_, other := pair(t)
	plain, sealed := written(t, backup.Source{Store: s, Now: time.Now()}), written(t, backup.Source{Store: s, Now: time.Now()}, to)
	dir := t.TempDir()
	path := filepath.Join(dir, "back.gpkg")
	harmless := 0
	refused := func(what string, file []byte, ids ...backup.Identity) {
		t.Helper()
		err := restore(t, bytes.NewReader(file), path, ids...)
		if err == nil && unharmed(t, s, path) { // a bit of the packing that says nothing
			harmless++
			return
		}
		if err == nil || !slices.Contains(refusals, city.CodeOf(err)) {
			t.Errorf("%s: %v (%s)", what, err, city.CodeOf(err))
		}
		left, rerr := os.ReadDir(dir)
		if rerr != nil || len(left) > 0 {
			t.Fatalf("%s: %v is left, %v", what, left, rerr)
		}
	}
	defer func() {
		if harmless > 5 {
			t.Errorf("%d files were taken that had a bit turned", harmless)
		}
	}()
	rnd := rand.New(rand.NewPCG(1, 2))
	for name, file := range map[string][]byte{"plain": plain, "encrypted": sealed} {
		for range 60 {
			n := rnd.IntN(len(file))
			refused(fmt.Sprintf("%s, cut to %d of %d bytes", name, n, len(file)), file[:n], id)
			spoiled := bytes.Clone(file)
			bit := rnd.IntN(len(file) * 8)
			spoiled[bit/8] ^= 1 << (bit % 8)
			refused(fmt.Sprintf("%s, bit %d turned", name, bit), spoiled, id)
		}
		refused(name+", a byte less", file[:len(file)-1], id)
		refused(name+", a byte more", append(bytes.Clone(file), 0), id)
	}
	for what, code := range map[string]string{"no identity": "encrypted_backup", "another identity": "wrong_key"} {
		ids := []backup.Identity{other}
		if code == "encrypted_backup" {
			ids = nil
		}
		if err := restore(t, bytes.NewReader(sealed), path, ids...); city.CodeOf(err) != code {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := restore(t, bytes.NewReader(sealed), path, other, id); err != nil {
		t.Errorf("one of two identities is right: %v", err)
	}
}

// TestCutAnywhere: of a backup cut to any length it is said that it is cut off or damaged (broken_backup);
// only of one that has not even the name that it begins with, that it is none.
func TestCutAnywhere(t *testing.T) {
	s := told(t, 3, 2)
	to, id := pair(t)
	for name, c := range map[string]struct {
		to   []backup.Recipient
		head string
	}{
		"plain":     {nil, "REDSAIL-BACKUP"},
		"encrypted": {[]backup.Recipient{to}, "age-encryption.org/"},
	} {
		file := written(t, backup.Source{Store: s, Now: time.Now()}, c.to...)
		for n := range len(file) {
			b, err := backup.Open(bytes.NewReader(file[:n]), id)
			if err == nil {
				_, err = b.Into(t.Context(), nil)
				b.Close()
			}
			want := "broken_backup"
			if n < len(c.head) {
				want = "not_a_backup"
			}
			if city.CodeOf(err) != want {
				t.Fatalf("%s, cut to %d of %d bytes: %v (%s), want %s", name, n, len(file), err, city.CodeOf(err), want)
			}
		}
	}
}

// TestDamageIsPlaced: of an encrypted backup it is said between which bytes it is cut off or damaged: what age
// encrypts together, and no more of the file.
func TestDamageIsPlaced(t *testing.T) {
	s := told(t, 3, 2)
	to, id := pair(t)
	small := written(t, backup.Source{Store: s, Now: time.Now()}, to)
	large := sealedNoise(t, to, 300_000)
	reading := func(file []byte) error {
		b, err := backup.Open(bytes.NewReader(file), id)
		if err == nil {
			_, err = b.Into(t.Context(), nil)
			b.Close()
		}
		return err
	}
	spoil := func(file []byte, at int) []byte {
		out := bytes.Clone(file)
		out[at] ^= 1
		return out
	}
	for name, c := range map[string]struct {
		file []byte
		at   int // of the damage
	}{
		"cut":                {small[:len(small)*2/3], len(small) * 2 / 3},
		"its middle":         {spoil(small, len(small)/2), len(small) / 2},
		"a later piece":      {spoil(large, 150_000), 150_000},
		"the last piece cut": {large[:len(large)-20], len(large) - 20},
	} {
		err := reading(c.file)
		found := regexp.MustCompile(`between its bytes (\d+) and (\d+),`).FindStringSubmatch(fmt.Sprint(err))
		if city.CodeOf(err) != "broken_backup" || found == nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		from, _ := strconv.Atoi(found[1])
		to, _ := strconv.Atoi(found[2])
		if from > c.at || to < c.at || to-from > 1<<16+16 || to > len(c.file) {
			t.Errorf("%s at %d of %d: %v", name, c.at, len(c.file), err)
		}
	}
}

// sealedNoise is an encrypted file that begins as a backup does, with a first part of so many bytes.
func sealedNoise(t *testing.T, to backup.Recipient, size int) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	if err != nil {
		t.Fatal(err)
	}
	plain := written(t, backup.Source{Store: told(t, 3, 2), Now: time.Now()})
	zip, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	part := append(binary.BigEndian.AppendUint32([]byte{'M'}, uint32(size)), noise(size)...)
	magic := plain[:bytes.IndexByte(plain, '\n')+1]
	if _, err := w.Write(append(bytes.Clone(magic), zip.EncodeAll(part, nil)...)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// noise is what no compression makes smaller.
func noise(size int) []byte {
	rnd := rand.New(rand.NewPCG(3, 4))
	out := make([]byte, size)
	for i := range out {
		out[i] = byte(rnd.Uint32())
	}
	return out
}

// unharmed tells whether a restored store is the one that was backed up, and takes it away.
func unharmed(t *testing.T, s city.Store, path string) bool {
	t.Helper()
	back, err := gpkg.Open(t.Context(), path, gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, s, back)
	if err := errors.Join(back.Close(), os.Remove(path)); err != nil {
		t.Fatal(err)
	}
	return true
}

// TestNoSecretsUnsealed: keys and accounts cannot go into a file that is not encrypted.
func TestNoSecretsUnsealed(t *testing.T) {
	s := told(t, 1, 3)
	if _, _, err := backup.Write(t.Context(), io.Discard, backup.Source{Store: s, Accounts: noRows{}}); err == nil {
		t.Error("accounts went into a plain file")
	}
}

type noRows struct{}

func (noRows) Rows(context.Context, func(access.Row) error) error { return nil }

// brokenStore says of a revision something else than its log.
type brokenStore struct {
	city.Reader
	spoil func([]city.LogRevision) []city.LogRevision
}

func (b brokenStore) Log(ctx context.Context, after int64, limit int) ([]city.LogRevision, error) {
	rs, err := b.Reader.Log(ctx, after, limit)
	return b.spoil(rs), err
}

// TestBrokenStore: a store whose log does not hold together gives no backup.
func TestBrokenStore(t *testing.T) {
	s := told(t, 5, 10)
	for what, spoil := range map[string]func([]city.LogRevision) []city.LogRevision{
		"a body is another": func(rs []city.LogRevision) []city.LogRevision {
			rs[0].Log[0].Body = append(bytes.Clone(rs[0].Log[0].Body), 0)
			return rs
		},
		"an entry is missing":    func(rs []city.LogRevision) []city.LogRevision { rs[0].Log = rs[0].Log[1:]; return rs },
		"a revision is missing":  func([]city.LogRevision) []city.LogRevision { return nil },
		"the numbers are wrong":  func(rs []city.LogRevision) []city.LogRevision { rs[0].Number += 3; return rs },
		"the timeline is not it": func(rs []city.LogRevision) []city.LogRevision { rs[0].Timeline += "x"; return rs },
	} {
		_, _, err := backup.Write(t.Context(), io.Discard, backup.Source{Store: brokenStore{s, spoil}})
		if city.CodeOf(err) != "broken_log" {
			t.Errorf("%s: %v", what, err)
		}
	}
}
