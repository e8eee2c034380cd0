package main

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/edit"
	"github.com/redsail/redsail/internal/httpapi"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

// `go test ./cmd/redsail -run TestReadme -update` writes the answers into both READMEs.
var update = flag.Bool("update", false, "write real answers into the READMEs")

// desk is the folder in which the README's commands run.
type desk struct {
	dir string
	env []string
}

// TestReadme runs every command of the READMEs and compares what it prints, to the letter.
func TestReadme(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	data := geotest.DataDir(t)
	for _, name := range []string{"README.md", "README.zh.md"} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, root, data)
			path := filepath.Join(root, name)
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got := d.runBlocks(t, string(text))
			switch {
			case got == string(text):
			case *update:
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			default:
				t.Errorf("%s does not tell what the commands print (renew it with -update):\n%s", name, firstDifference(string(text), got))
			}
		})
	}
}

func newDesk(t *testing.T, root, data string) *desk {
	t.Helper()
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{dir: t.TempDir()}
	links := map[string]string{"data": filepath.Join(root, "data"), "beijing.yaml": filepath.Join(root, "cmd/redsail/testdata/beijing.yaml")}
	for _, ext := range []string{"shp", "shx", "dbf", "prj", "cpg"} {
		links["beijing."+ext] = filepath.Join(data, "cn-beijing-townships", "beijing."+ext)
	}
	for name, target := range links {
		if err := os.Symlink(target, filepath.Join(d.dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Dir(bin) + string(os.PathListSeparator) + os.Getenv("PATH")
	d.env = append(os.Environ(), "PATH="+path, "PG="+pgtest.URL(t))
	return d
}

// runBlocks runs the console blocks in order and gives the text with what they printed.
func (d *desk) runBlocks(t *testing.T, text string) string {
	t.Helper()
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "```console ")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		kind, rest, _ := strings.Cut(rest, "\n")
		block, after, closed := strings.Cut(rest, "```\n")
		if !closed {
			t.Fatalf("a console block does not end: %s", kind)
		}
		out.WriteString("```console " + kind + "\n")
		out.WriteString(d.runBlock(t, kind, block))
		out.WriteString("```\n")
		text = after
	}
}

func (d *desk) runBlock(t *testing.T, kind, block string) string {
	t.Helper()
	env := d.env
	if store := served[kind]; store != "" {
		env = append(env, "REDSAIL="+d.serve(t, store))
	}
	var out strings.Builder
	for line := range strings.Lines(block) {
		command, ok := strings.CutPrefix(line, "$ ")
		if !ok {
			continue
		}
		cmd := exec.CommandContext(t.Context(), "bash", "-c", strings.TrimSuffix(command, "\n"))
		cmd.Dir, cmd.Env = d.dir, env
		printed, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s%v\n%s", line, err, printed)
		}
		out.WriteString(line)
		out.Write(printed)
		if n := len(printed); n > 0 && printed[n-1] != '\n' {
			out.WriteByte('\n')
		}
	}
	return out.String()
}

// served are the stores whose server a kind of block asks.
var served = map[string]string{"http": "tiny.gpkg", "change-http": "tiny.gpkg", "demo-http": "demo.gpkg"}

// serve serves a store on a free port until the test ends.
func (d *desk) serve(t *testing.T, store string) string {
	t.Helper()
	s, err := openStore(context.Background(), filepath.Join(d.dir, store))
	if err != nil {
		t.Fatal(err)
	}
	a, err := atlas.Open(context.Background(), s, nil)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	g, err := openGuard(context.Background(), filepath.Join(d.dir, store), s, &outwardFlags{}, log)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(httpapi.New(httpapi.Config{Atlas: a, Editor: edit.NewEditor(s, nil), Gate: g.gate, People: g.people, Log: log}))
	t.Cleanup(func() {
		srv.Close()
		if err := errors.Join(g.Close(), s.Close()); err != nil {
			t.Error(err)
		}
	})
	return srv.URL
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return "README: " + w[i] + "\nprinted: " + g[i]
		}
	}
	return "one is longer than the other"
}
