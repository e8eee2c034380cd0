package locate_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/locate"
)

var name = locate.Name{Store: "s1", Timeline: "main", Revision: 42, Hash: "5e1f", Date: "2026-11-21"}

// saved is an edited index of a village, and its snapshot.
func saved(t testing.TB) (x *locate.Index, points []geo.Point, path string) {
	t.Helper()
	c := geotest.NewCountry(geotest.Village(12))
	x = build(t, country(c)...)
	r := rand.New(rand.NewPCG(1, 2))
	for range 5 {
		next, err := x.Edit(bend(c, r))
		if err != nil {
			t.Fatal(err)
		}
		x = next
	}
	path = filepath.Join(t.TempDir(), "village.index")
	if err := x.Save(path, name); err != nil {
		t.Fatal(err)
	}
	return x, append(c.Queries(3000), probes(country(c)[3].Areas[40:50])...), path
}

// alike asks two indexes the same.
func alike(t testing.TB, x, y *locate.Index, points []geo.Point) {
	t.Helper()
	for _, p := range points {
		a, b := x.All(p, nil), y.All(p, nil)
		if !slices.Equal(a, b) {
			t.Fatalf("at %v: %v and %v", p, a, b)
		}
		for _, h := range a {
			l, n := int(h.Layer), int(h.Area)
			bx, _ := x.Border(l, n, p)
			if by, _ := y.Border(l, n, p); bx != by || x.Code(l, n) != y.Code(l, n) {
				t.Fatalf("at %v: %+v of %s and %+v of %s", p, bx, x.Code(l, n), by, y.Code(l, n))
			}
		}
	}
}

func TestSnapshotIsTheIndex(t *testing.T) {
	x, points, path := saved(t)
	s, err := locate.Open(path, name)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	alike(t, x, s.Index, points)
	if err := s.Verify(context.Background()); err != nil {
		t.Error(err)
	}
	loaded, err := locate.Load(context.Background(), path, name)
	if err != nil {
		t.Fatal(err)
	}
	alike(t, x, loaded, points)

	// What was read can be edited, and saved again as what it is.
	again := filepath.Join(t.TempDir(), "again.index")
	if err := s.Save(again, name); err != nil {
		t.Fatal(err)
	}
	a, _ := os.ReadFile(path)
	b, _ := os.ReadFile(again)
	if !slices.Equal(a, b) {
		t.Errorf("saved again it has %d bytes, not the same %d", len(b), len(a))
	}
	c := geotest.NewCountry(geotest.Village(12))
	change := []locate.Change{{Layer: 3, Area: 17, Code: "3-17", Shape: c.Area(1, 16)}}
	edited, err := s.Edit(change)
	if err != nil {
		t.Fatal(err)
	}
	want, err := x.Edit(change)
	if err != nil {
		t.Fatal(err)
	}
	alike(t, want, edited, points)
}

// TestLoadWhatIsOpen: an open snapshot is read to its end, whatever stands at its path by then.
func TestLoadWhatIsOpen(t *testing.T) {
	x, points, path := saved(t)
	s, err := locate.Open(path, name)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	aside := path + ".new"
	if err := build(t, locate.Layer{Key: "l", Partition: true}).Save(aside, name); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(aside, path); err != nil {
		t.Fatal(err)
	}
	loaded, err := s.Load(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	alike(t, x, loaded, points)
}

// TestBytes: what edits add is told apart from what was built, and a file keeps both.
func TestBytes(t *testing.T) {
	c := geotest.NewCountry(geotest.Village(12))
	x := build(t, country(c)...)
	built, added := x.Bytes()
	info := func(x *locate.Index) int64 {
		path := filepath.Join(t.TempDir(), "x.index")
		if err := x.Save(path, name); err != nil {
			t.Fatal(err)
		}
		i, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return i.Size()
	}
	// A file has a head, and each section begins at a multiple.
	if size := info(x); added != 0 || int64(built) > size || int64(built) < size-20_000 {
		t.Errorf("%d built, %d added, in a file of %d", built, added, size)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 5 {
		next, err := x.Edit(bend(c, r))
		if err != nil {
			t.Fatal(err)
		}
		b, a := next.Bytes()
		if b != built || a <= added {
			t.Errorf("after an edit %d, %d; before it %d, %d", b, a, built, added)
		}
		x, added = next, a
	}
	path := filepath.Join(t.TempDir(), "y.index")
	if err := x.Save(path, name); err != nil {
		t.Fatal(err)
	}
	y, err := locate.Load(context.Background(), path, name)
	if err != nil {
		t.Fatal(err)
	}
	if b, a := y.Bytes(); b != built || a != added {
		t.Errorf("loaded it has %d, %d; it had %d, %d", b, a, built, added)
	}
}

func TestSnapshotOfNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "empty.index")
	x := build(t, locate.Layer{Key: "l", Partition: true})
	if err := x.Save(path, name); err != nil {
		t.Fatal(err)
	}
	s, err := locate.Open(path, name)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if s.Owner(0, geo.Point{}) != locate.None || s.Len(0) != 0 {
		t.Error("an empty index answers")
	}
}

func TestOpenRefuses(t *testing.T) {
	_, _, path := saved(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	other := name
	other.Revision++
	for what, c := range map[string]struct {
		file   []byte
		name   locate.Name
		reason string
	}{
		"empty":            {nil, name, "too short"},
		"cut in the head":  {whole[:100], name, "too short"},
		"cut in the body":  {whole[:len(whole)-64], name, "bytes"},
		"longer":           {append(slices.Clone(whole), 0), name, "bytes"},
		"another revision": {whole, other, "revision"},
		"not a snapshot":   {append([]byte("GeoPackage"), whole[10:]...), name, "not a snapshot"},
		"byte order":       {bent(whole, 8), name, "byte order"},
		"format":           {bent(whole, 12), name, "format"},
		"head":             {bent(whole, 60), name, "head is damaged"},
		"padding":          {bent(whole, 4095), name, "head is damaged"},
	} {
		if err := os.WriteFile(path, c.file, 0o600); err != nil {
			t.Fatal(err)
		}
		var fault *locate.SnapshotError
		if _, err := locate.Open(path, c.name); !errors.As(err, &fault) || !strings.Contains(fault.Reason, c.reason) {
			t.Errorf("%s: Open says %v", what, err)
		}
		if _, err := locate.Load(context.Background(), path, c.name); !errors.As(err, &fault) || !strings.Contains(fault.Reason, c.reason) {
			t.Errorf("%s: Load says %v", what, err)
		}
	}
	if _, err := locate.Open(path+".none", name); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// bent has one byte changed.
func bent(b []byte, at int) []byte {
	b = slices.Clone(b)
	b[at] ^= 0x40
	return b
}

func TestVerifyFindsDamage(t *testing.T) {
	_, _, path := saved(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []int{4096, len(whole) / 2, len(whole) - 1} {
		if err := os.WriteFile(path, bent(whole, at), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := locate.Open(path, name)
		if err != nil {
			t.Fatal(err)
		}
		var fault *locate.SnapshotError
		if err := s.Verify(context.Background()); !errors.As(err, &fault) {
			t.Errorf("byte %d: Verify says %v", at, err)
		}
		if _, err := locate.Load(context.Background(), path, name); !errors.As(err, &fault) {
			t.Errorf("byte %d: Load says %v", at, err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if err := s.Verify(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled, Verify says %v", err)
		}
		s.Close()
	}
}

// TestCutOffUnderALookup: a file that is cut off while it is in use does not end the process.
func TestCutOffUnderALookup(t *testing.T) {
	_, points, path := saved(t)
	s, err := locate.Open(path, name)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := os.Truncate(path, 8192); err != nil {
		t.Fatal(err)
	}
	err = s.Guard(func() {
		for _, p := range points {
			s.All(p, nil)
		}
	})
	var fault *locate.SnapshotError
	if !errors.As(err, &fault) {
		t.Errorf("lookups say %v", err)
	}
	if err := s.Verify(context.Background()); !errors.As(err, &fault) {
		t.Errorf("Verify says %v", err)
	}
}

// TestSaveKeepsWhatIsThere: a snapshot that cannot be written leaves nothing behind.
func TestSaveKeepsWhatIsThere(t *testing.T) {
	x, _, path := saved(t)
	folder := filepath.Dir(path)
	if err := x.Save(filepath.Join(folder, "none", "x.index"), name); err == nil {
		t.Error("a snapshot in a folder that is not there")
	}
	if err := os.Mkdir(filepath.Join(folder, "taken"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := x.Save(filepath.Join(folder, "taken"), name); err == nil {
		t.Error("a snapshot in place of a folder")
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 2 {
		t.Errorf("left in the folder: %v", files)
	}
	if _, err := locate.Load(context.Background(), path, name); err != nil {
		t.Error(err)
	}
}

// FuzzOpen: whatever is done to a snapshot, Load refuses it, and lookups after Open end.
func FuzzOpen(f *testing.F) {
	_, points, path := saved(f)
	whole, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint32(0), []byte{}, uint32(0))
	f.Add(uint32(24), []byte("damage"), uint32(0))
	f.Add(uint32(5000), []byte{0xff, 0xff, 0xff, 0xff}, uint32(0))
	f.Add(uint32(100_000), []byte{1, 2, 3, 4, 5, 6, 7, 8}, uint32(100))
	f.Fuzz(func(t *testing.T, at uint32, with []byte, cut uint32) {
		b := slices.Clone(whole)
		copy(b[int(at)%len(b):], with)
		b = b[:len(b)-int(cut)%len(b)]
		path := filepath.Join(t.TempDir(), "fuzzed.index")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := locate.Load(context.Background(), path, name); (err == nil) != slices.Equal(b, whole) {
			t.Fatalf("Load says %v", err)
		}
		s, err := locate.Open(path, name)
		if err != nil {
			return
		}
		defer s.Close()
		for _, p := range points[:100] {
			// An error is as good as an answer; only the process must live.
			_ = s.Guard(func() {
				if o := s.Owner(3, p); o != locate.None {
					s.Border(3, o, p)
				}
			})
		}
	})
}
