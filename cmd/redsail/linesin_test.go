package main

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// zipped is a text as gzip.
func zipped(t testing.TB, text string) string {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write([]byte(text)); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestLocateInForms: what a file holds is told by its name, else by how it begins, and gzip
// by its first bytes.
func TestLocateInForms(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	const (
		object = `{"lon":116.005,"lat":40.005,"id":1}` + "\n"
		table  = "lon,lat\n116.005,40.005\n"
		json   = `{"id":1,"district_code":"d",`
		csv    = "lon,lat,district_code,"
	)
	for _, c := range []struct {
		name, format, text, begins string
	}{
		{"a.ndjson", "", object, json},
		{"a.jsonl", "", object, json},
		{"a.JSONL", "", "\n" + object, json},
		{"a.txt", "", object, json},
		{"a.csv", "", "\ufeff\r\n \t\n" + object, json},
		{"a", "auto", object, json},
		{"a.csv", "", table, csv},
		{"a.txt", "", "\n\n" + table, csv},
		{"a.ndjson", "csv", table, csv},
		{"a.csv", "ndjson", object, json},
		{"a.csv", "csv", "{x},lon,lat\n1,116.005,40.005\n", "{x}," + csv},
		{"a.ndjson.gz", "", zipped(t, object), json},
		{"a.csv.gz", "", zipped(t, table), csv},
		{"a.csv", "", zipped(t, table) + zipped(t, "116.005,40.005\n"), csv},
		{"a.gz", "", zipped(t, object), json},
		{"a.gz", "", object, json},
	} {
		args := []string{"locate", "--store", b.store, "--columns", "codes", "--in", b.write(c.name, c.text)}
		if c.format != "" {
			args = append(args, "--input-format", c.format)
		}
		out, errs, code := redsail(t, args...)
		if code != exitDone || !strings.HasPrefix(out, c.begins) || !strings.Contains(errs, " with errors") {
			t.Errorf("%s %s %.20q: exit %d, %q, %q", c.name, c.format, c.text, code, out, errs)
		}
	}
	long := strings.Repeat("\n", 100_000)
	if out, errs, code := redsail(t, "locate", "--store", b.store, "--in", b.write("a.txt", long+table)); code != exitDone || !strings.HasPrefix(out, csv) {
		t.Errorf("blanks: exit %d, %q, %q", code, out, errs)
	}
	for _, in := range []string{"", "\ufeff", "\n", "x"} {
		if _, errs, code := redsail(t, "locate", "--store", b.store, "--in", b.write("a.txt", in)); code == exitDone || strings.Count(errs, "\n") != 1 {
			t.Errorf("%q: exit %d, %q", in, code, errs)
		}
	}
}

// TestLocateInBadGzip: a gzip that is not whole is named, and nothing is left of the answers.
func TestLocateInBadGzip(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	whole := zipped(t, "lon,lat\n"+strings.Repeat("116.005,40.005\n", 50_000))
	damaged := []byte(whole)
	damaged[len(damaged)-6] ^= 1 // of the checksum
	for text, says := range map[string]string{
		whole[:len(whole)/2]: "ends before it should", whole[:5]: "ends before it should",
		string(damaged): "cannot be read", whole + "x": "gzip", gzipMagic + strings.Repeat("x", 20): "cannot be read",
	} {
		in, out := b.write("bad.csv.gz", text), filepath.Join(t.TempDir(), "out.csv")
		_, errs, code := redsail(t, "locate", "--store", b.store, "--in", in, "--out", out)
		if line := complaint(t, errs); code != exitFailed || !strings.Contains(line, in) || !strings.Contains(line, says) {
			t.Errorf("exit %d, %q, want %q", code, errs, says)
		}
		if left, err := os.ReadDir(filepath.Dir(out)); err != nil || len(left) > 0 {
			t.Errorf("%s: left behind: %v, %v", says, left, err)
		}
	}
}

// TestLocateUsage: what would have no effect is refused, and the help names the values.
func TestLocateUsage(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	in := b.write("in.csv", "lon,lat\n")
	for _, c := range [][]string{
		{"--accuracy", "--in", in, "--accuracy", "5"},
		{"--accuracy", "--in", in, "--accuracy", "0"},
		{"--accuracy", "116,40", "--accuracy=-1"},
		{"--accuracy", "116,40", "--accuracy", "NaN"},
		{"--out", "116,40", "--out", "x"},
		{"--prefix", "116,40", "--prefix", "x"},
		{"--input-format", "116,40", "--input-format", "csv"},
		{"--input-format", "--in", in, "--input-format", "xml"},
		{"--in", "116,40", "--in", in},
		{"the longitude comes first", "40,116"},
		{"the longitude comes first", "40,116", "--crs", "gcj02"},
	} {
		if _, errs, code := redsail(t, append([]string{"locate", "--store", b.store}, c[1:]...)...); code != exitUsage || !strings.Contains(errs, c[0]) {
			t.Errorf("%v: exit %d, %q", c, code, errs)
		}
	}
	for _, degrees := range []string{"116.01°,40.01°", "116.01°E, 40.01°N"} {
		at := []string{"locate", "--store", b.store, "--at", "2026-11-21"}
		if out, plain := mustRun(t, append(at, degrees)...), mustRun(t, append(at, "116.01,40.01")...); out != plain {
			t.Errorf("%s: %s, not %s", degrees, out, plain)
		}
	}
	if out, errs, code := redsail(t, "locate", "--help"); code != exitDone || !strings.Contains(oneSpace(out), "codes,border,station,posts,all") || !strings.Contains(oneSpace(out), "auto,csv,ndjson") {
		t.Errorf("exit %d, %s %s", code, out, errs)
	}
}

// oneSpace undoes the line breaks of a help text.
func oneSpace(text string) string { return strings.Join(strings.Fields(text), " ") }

// TestNoCommand: without a command there is the help, yet a script learns that it is wrong.
func TestNoCommand(t *testing.T) {
	if out, errs, code := redsail(t); code != exitUsage || out != "" || !strings.Contains(errs, "Usage: redsail <command>") || !strings.Contains(errs, "locate") {
		t.Errorf("exit %d, %q, %q", code, out, errs)
	}
	want := "redsail " + version + "\n"
	for _, arg := range []string{"version", "--version"} {
		if out, errs, code := redsail(t, arg); code != exitDone || out != want || errs != "" {
			t.Errorf("%s: exit %d, %q, %q", arg, code, out, errs)
		}
	}
}
