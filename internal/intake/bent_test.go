package intake_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/metrics"
	"slices"
	"testing"
	"time"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// What a file may cost at most, whatever is in it.
const (
	bentTime   = 5 * time.Second
	bentMemory = 200 << 20
)

// repack gives an archive anew, with each part as change says.
func repack(archive []byte, change func(name string, part []byte) []byte) []byte {
	in, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return archive
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range in.File {
		part, err := readEntry(f)
		if err == nil {
			var w io.Writer
			if w, err = z.Create(f.Name); err == nil {
				_, err = w.Write(change(f.Name, part))
			}
		}
		if err != nil {
			return archive
		}
	}
	if err := z.Close(); err != nil {
		return archive
	}
	return b.Bytes()
}

func readEntry(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// bendFile bends a file, or in two of three archives one of its parts, which then is packed soundly.
func bendFile(r *rand.Rand, doc []byte) []byte {
	if _, err := zip.NewReader(bytes.NewReader(doc), int64(len(doc))); err != nil || r.IntN(3) == 0 {
		return geotest.Bend(r, doc)
	}
	return bendPart(r, doc)
}

// bendPart bends one of the files of an archive.
func bendPart(r *rand.Rand, archive []byte) []byte {
	in, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return archive
	}
	chosen := in.File[r.IntN(len(in.File))].Name
	return repack(archive, func(name string, part []byte) []byte {
		if name == chosen {
			return geotest.Bend(r, part)
		}
		return part
	})
}

// answered is what every report says, whatever its kind.
type answered struct {
	Status   intake.Status
	Revision int64
	Read     int
	Accepted int
	Counts   struct{ Rejected int }
	Rejected []struct {
		Feature         int
		Row             int
		Code            string
		Reason, Message string
	}
}

// cost measures the time of a call, and how far the heap grows beyond where it was: the peak of a
// sample each millisecond.
func cost(f func()) (took time.Duration, peak uint64) {
	heap := func() uint64 {
		s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		metrics.Read(s)
		return s[0].Value.Uint64()
	}
	before, done, most := heap(), make(chan struct{}), make(chan uint64)
	go func() {
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		seen := before
		for {
			select {
			case <-tick.C:
				seen = max(seen, heap())
			case <-done:
				most <- max(seen, heap())
				return
			}
		}
	}()
	begun := time.Now()
	f()
	took = time.Since(begun)
	close(done)
	return took, <-most - before
}

// tryBent imports a file and checks what holds of any file; it gives the status, or "error".
func tryBent(t *testing.T, w *staffed, path string, take importer, replace bool) string {
	t.Helper()
	before := w.state().Revision
	var report any
	var err error
	took, peak := cost(func() { report, err = take(w, path, replace) })
	after := w.state().Revision
	if took > bentTime || peak > bentMemory {
		t.Errorf("%s took %v and %d MiB", filepath.Base(path), took, peak>>20)
	}
	if err != nil {
		if !named(err) || after != before {
			t.Errorf("%s: revision %d after %d: %v", filepath.Base(path), after, before, err)
		}
		return "error"
	}
	text, err := json.Marshal(report)
	var a answered
	if err == nil {
		err = json.Unmarshal(text, &a)
	}
	if err != nil {
		t.Fatalf("%s: %v", filepath.Base(path), err)
	}
	wrote := a.Status == intake.Stored || a.Status == intake.StoredWithFindings
	if a.Read != a.Accepted+max(len(a.Rejected), a.Counts.Rejected) || a.Revision != after || wrote != (after == before+1) || !wrote && after != before {
		t.Errorf("%s: revision %d after %d: %.600s", filepath.Base(path), after, before, text)
	}
	for _, x := range a.Rejected {
		if x.Reason == "" || x.Message == "" || x.Feature < 1 && x.Row < 1 && x.Code == "" {
			t.Errorf("%s: rejected without a place or a reason: %+v", filepath.Base(path), x)
		}
	}
	return string(a.Status)
}

// named says whether an error is of the kinds that a person can act on: what is wrong, and with which
// file or value.
func named(err error) bool {
	var file *codec.FileError
	var system *crs.Refusal
	var own *city.Error
	switch {
	case errors.As(err, &file):
		return file.Kind != "" && file.Kind != codec.KindUnreadable && file.Message != "" && file.File != ""
	case errors.As(err, &system):
		return system.Error() != ""
	default:
		return errors.As(err, &own) && own.Code != "" && own.Error() != "" && own.Kind != city.Unavailable
	}
}

// bentFiles is the property of the whole way from a file to its report: whatever is done to a file,
// nothing ends the program, nothing is written in part, and the answer says what is wrong and where.
func bentFiles(t *testing.T, each int) {
	w, base := bentBase(t)
	seeds := bentSeeds(t, w)
	for _, ext := range []string{"geojson", "topojson", "zip", "gpkg", "kml", "kmz", "dxf", "csv", "xlsx", "osm", "osm.pbf", "graphml", "shp"} {
		t.Run(ext, func(t *testing.T) {
			for i, s := range seeds[ext] { // as they are, they are good files
				w := reopened(t, base)
				if got := tryBent(t, w, w.write(ext, string(s.body)), s.take, false); got == "error" || got == string(intake.Refused) {
					t.Errorf("seed %d of %s: %s", i, ext, got)
				}
			}
			r := rand.New(rand.NewPCG(2000, uint64(len(ext))<<8|uint64(ext[0])))
			answers := map[string]int{}
			for i := range each {
				if i%10 == 0 {
					w = reopened(t, base)
				}
				s := seeds[ext][i%len(seeds[ext])]
				change := bendFile
				if ext == unzippedShapes {
					change = bendPart // there is no archive: it only carries the parts
				}
				path := w.write(ext, string(change(r, s.body)))
				answers[tryBent(t, w, path, s.take, r.IntN(3) == 0)]++
				if err := os.Remove(path); err != nil {
					t.Fatal(err)
				}
			}
			t.Log(answers)
			if answers["error"] == 0 || answers["error"] > each*19/20 {
				t.Errorf("the files are not bent as they should be: %v", answers)
			}
		})
	}
}

// reopened is a world on a copy of a closed store.
func reopened(t *testing.T, body []byte) *staffed {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "city.gpkg")
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	store, err := gpkg.Open(t.Context(), path, gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return &staffed{&world{tester: t, store: store, dir: dir}, newKeys()}
}

// TestBentFiles is a share of TestLongBentFiles.
func TestBentFiles(t *testing.T) {
	if testing.Short() {
		bentFiles(t, 10)
		return
	}
	bentFiles(t, 40)
}

// TestLongBentFiles bends 2,000 files of each form.
func TestLongBentFiles(t *testing.T) {
	if os.Getenv("REDSAIL_LONG") == "" {
		t.Skip("takes minutes: make long, or REDSAIL_LONG=1")
	}
	bentFiles(t, 2000)
}

// TestBadFilesTaken: the files that are bad as a whole, on the way to a store: none is taken, each
// error names the file and what is wrong.
func TestBadFilesTaken(t *testing.T) {
	_, base := bentBase(t)
	w := reopened(t, base)
	for _, f := range geotest.BadFiles(t) {
		t.Run(f.Name, func(t *testing.T) {
			if got := tryBent(t, w, f.Path, asAreas("community"), false); got != "error" {
				t.Errorf("%s", got)
			}
		})
	}
}

// TestLongRealFiles takes each file of the real data, many of which are dirty, as areas.
func TestLongRealFiles(t *testing.T) {
	if os.Getenv("REDSAIL_LONG") == "" {
		t.Skip("takes minutes: make long, or REDSAIL_LONG=1")
	}
	var paths []string
	err := filepath.WalkDir(geotest.DataDir(t), func(path string, d os.DirEntry, err error) error {
		if err == nil && slices.Contains([]string{".geojson", ".json", ".csv", ".shp"}, filepath.Ext(path)) {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil || len(paths) < 20 {
		t.Fatalf("%d files, %v", len(paths), err)
	}
	answers := map[string]int{}
	for _, path := range paths {
		w := &staffed{newWorld(t, threeLayers), newKeys()}
		got := tryBent(t, w, path, asAreas("district"), false)
		answers[got]++
		t.Log(fmt.Sprint(got, " ", filepath.Base(path)))
	}
	t.Log(answers)
}
