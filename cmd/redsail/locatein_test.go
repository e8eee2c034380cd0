package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/atlas"
)

// TestLocateNDJSON: a file of JSON objects is answered line by line, and a summary follows.
func TestLocateNDJSON(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	out := filepath.Join(t.TempDir(), "out.ndjson")
	in := b.write("in.ndjson", `{"lon":116.005,"lat":40.005,"id":1}`+"\n"+`{"lon":116.005}`+"\n"+`{"lon":`)
	_, errs, code := redsail(t, "locate", "--store", b.store, "--in", in, "--out", out, "--columns", "codes")
	got, err := os.ReadFile(out)
	lines := strings.Split(string(got), "\n")
	if err != nil || code != 1 || len(lines) != 4 || !strings.HasPrefix(lines[0], `{"id":1,`) || !strings.HasSuffix(lines[0], `"error":""}`) ||
		!strings.HasSuffix(lines[1], `"error":"missing_coordinate"}`) || !strings.HasSuffix(lines[2], `"error":"bad_json"}`) {
		t.Errorf("exit %d, %v\n%s", code, err, got)
	}
	if !regexp.MustCompile(`(?m)^redsail: 3 lines, 2 with errors(, in \S+ \(\d+ a second\))?$`).MatchString(errs) {
		t.Errorf("stderr %q", errs)
	}
	if _, errs, code = redsail(t, "locate", "--store", b.store, "--in", in, "--lon-field", "x"); code != 2 || !strings.Contains(errs, "--lon-field") {
		t.Errorf("exit %d, %s", code, errs)
	}
}

// TestProgress: what is told while a file is read.
func TestProgress(t *testing.T) {
	var out bytes.Buffer
	p := &progress{w: &out, in: strings.NewReader(strings.Repeat("x", 1000)), size: 4000, start: time.Now().Add(-10 * time.Second)}
	if _, err := p.Read(make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	p.tell(50)
	p.size = 0
	p.tell(60)
	p.every = time.Hour
	p.tell(70)                          // too soon
	p.done(atlas.BulkResult{Lines: 80}) // it took less than that
	p.done(atlas.BulkResult{Lines: 1, Errors: 1})
	p.every = time.Second
	p.done(atlas.BulkResult{Lines: 80, Errors: 3})
	want := `^redsail: 50 lines, 5 a second, 25 % done, 30s left
redsail: 60 lines, 6 a second
redsail: 80 lines, 0 with errors
redsail: 1 line, 1 with errors
redsail: 80 lines, 3 with errors, in 10\S*s \(8 a second\)
$`
	if !regexp.MustCompile(want).MatchString(out.String()) {
		t.Errorf("%s", out.String())
	}
}
