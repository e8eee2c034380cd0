package main

import (
	"bytes"
	"debug/elf"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestWithoutC: a program built without C needs no library, no file of the machine and no network:
// it works alone in a folder (where the test may lock it in there), says that H3 is off, names it
// where it is asked for, and makes of the same city what this program makes.
func TestWithoutC(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the program anew")
	}
	room := t.TempDir()
	program := filepath.Join(room, "redsail")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	needsNothing(t, program)
	call := func(args ...string) (stdout, stderr string, code int) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), program, args...)
		cmd.Dir, cmd.Env = room, []string{}
		if os.Geteuid() == 0 {
			cmd.Path, cmd.Dir = "/redsail", "/"
			cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: room, Cloneflags: syscall.CLONE_NEWNET}
		}
		var out, errs bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &errs
		if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
			t.Fatal(err)
		}
		return out.String(), errs.String(), cmd.ProcessState.ExitCode()
	}
	must := func(args ...string) string {
		t.Helper()
		out, errs, code := call(args...)
		if code != exitDone {
			t.Fatalf("redsail %v: exit %d: %s", args, code, errs)
		}
		return out
	}
	if out := must("version"); !strings.Contains(out, "h3: off (built without cgo)\n") {
		t.Errorf("version says %q", out)
	}
	must("demo", "--size", "tiny", "--no-serve", "--store", "city.gpkg")
	secret := strings.TrimSpace(must("backup", "--new-key", "id.txt"))
	must("backup", "--store", "city.gpkg", "--out", "b.rsb", "--encrypt", secret)
	must("restore", "--store", "back.gpkg", "--identity", "id.txt", "b.rsb")
	for _, name := range []string{"city.gpkg", "back.gpkg"} {
		out, _, _ := call("check", "--store", name, "--json")
		var c struct {
			Hash string `json:"content_hash"`
		}
		if err := json.Unmarshal([]byte(out), &c); err != nil || c.Hash == "" || c.Hash != contentHash(t, filepath.Join(room, name)) {
			t.Errorf("%s: the content hash is %q, %v; with C it is %s", name, c.Hash, err, contentHash(t, filepath.Join(room, name)))
		}
	}
	if out := must("export", "--store", "city.gpkg", "--layer", "grid", "--format", "geojson", "--out", "-"); out != mustRun(t, "export", "--store", filepath.Join(room, "city.gpkg"), "--layer", "grid", "--format", "geojson", "--out", "-") {
		t.Error("the export differs")
	}
	_, errs, code := call("export", "--store", "city.gpkg", "--layer", "grid", "--format", "h3", "--out", "h3.csv")
	if code != exitFailed || !strings.Contains(errs, "without H3") || there(filepath.Join(room, "h3.csv")) {
		t.Errorf("h3: exit %d: %s", code, errs)
	}
}

// needsNothing: the kernel alone can start the program.
func needsNothing(t *testing.T, program string) {
	t.Helper()
	f, err := elf.Open(program)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP {
			text, _ := io.ReadAll(p.Open())
			t.Errorf("it needs the loader %s", text)
		}
	}
	if libs, err := f.ImportedLibraries(); err != nil || len(libs) > 0 {
		t.Errorf("it needs %v, %v", libs, err)
	}
}
