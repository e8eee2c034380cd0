package main

import (
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// answersTo answers two points into a file.
func answersTo(t *testing.T, b *badInput, out string) (errs string, code int) {
	t.Helper()
	in := b.write("in.csv", "lon,lat\n116.005,40.005\n0,0\n")
	_, errs, code = redsail(t, "locate", "--store", b.store, "--in", in, "--out", out, "--columns", "codes")
	return errs, code
}

const answered = "lon,lat,district_code,street_code,village_code,revision,error\n116.005,40.005,d,,,1,\n0,0,,,,1,\n"

func holds(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s holds %q (%v), want %q", path, got, err, want)
	}
}

// leftovers are the hidden files of a folder.
func leftovers(t *testing.T, dir string) {
	t.Helper()
	if names, err := filepath.Glob(filepath.Join(dir, ".*")); err != nil || len(names) > 0 {
		t.Errorf("left behind: %v, %v", names, err)
	}
}

// TestOutMode: a new file has the mode that the umask leaves, one that stands keeps its.
func TestOutMode(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	defer syscall.Umask(syscall.Umask(0))
	for _, c := range []struct{ umask, old, want fs.FileMode }{
		{0o022, 0, 0o644}, {0o077, 0, 0o600}, {0, 0, 0o666}, {0o027, 0, 0o640},
		{0o077, 0o664, 0o664}, {0, 0o600, 0o600}, {0o022, 0o755, 0o755},
	} {
		syscall.Umask(int(c.umask))
		out := filepath.Join(t.TempDir(), "out.csv")
		if c.old != 0 {
			if err := os.WriteFile(out, []byte("old"), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(out, c.old); err != nil {
				t.Fatal(err)
			}
		}
		if errs, code := answersTo(t, b, out); code != exitDone {
			t.Fatalf("exit %d: %s", code, errs)
		}
		holds(t, out, answered)
		if info, err := os.Stat(out); err != nil || info.Mode() != c.want {
			t.Errorf("umask %o, mode %o: %v, %v", c.umask, c.old, info.Mode(), err)
		}
		leftovers(t, filepath.Dir(out))
	}
}

// TestOutLink: a link stays a link, and what it leads to is replaced, or made.
func TestOutLink(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	dir := t.TempDir()
	for _, name := range []string{"a", "b"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	target := filepath.Join(dir, "b", "out.csv")
	link := filepath.Join(dir, "a", "link.csv")
	for name, to := range map[string]string{link: "../a/second.csv", filepath.Join(dir, "a", "second.csv"): target} {
		if err := os.Symlink(to, name); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // the first time nothing is there
		if errs, code := answersTo(t, b, link); code != exitDone {
			t.Fatalf("exit %d: %s", code, errs)
		}
		holds(t, target, answered)
		if to, err := os.Readlink(link); err != nil || to != "../a/second.csv" {
			t.Errorf("the link leads to %q, %v", to, err)
		}
		if err := os.WriteFile(target, []byte("old"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	round := filepath.Join(dir, "round")
	if err := os.Symlink("round", round); err != nil {
		t.Fatal(err)
	}
	if errs, code := answersTo(t, b, round); code != exitFailed || !strings.Contains(errs, round) {
		t.Errorf("a link to itself: exit %d, %s", code, errs)
	}
	leftovers(t, filepath.Join(dir, "a"))
	leftovers(t, filepath.Join(dir, "b"))
}

// TestOutFIFO: what is no regular file is written to, and stays what it is.
func TestOutFIFO(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	// Open for both, so that neither side waits for the other; what comes fits the pipe.
	f, err := os.OpenFile(pipe, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if errs, code := answersTo(t, b, pipe); code != exitDone {
		t.Fatalf("exit %d: %s", code, errs)
	}
	if info, err := os.Lstat(pipe); err != nil || info.Mode()&fs.ModeNamedPipe == 0 {
		t.Fatalf("the pipe became %v, %v", info, err)
	}
	got := make([]byte, len(answered))
	if _, err := io.ReadFull(f, got); err != nil || string(got) != answered {
		t.Errorf("%q, %v", got, err)
	}
	leftovers(t, filepath.Dir(pipe))
}

// TestOutFails: a failure leaves the old file as it was, nothing beside it, and names the
// file that the caller named.
func TestOutFails(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	dir := t.TempDir()
	out := filepath.Join(dir, "out.csv")
	if err := os.WriteFile(out, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	in := b.write("bad.csv", "lon,lat\n116.005,40.005\n\"0,0\n")
	_, errs, code := redsail(t, "locate", "--store", b.store, "--in", in, "--out", out)
	if code != exitFailed || errs == "" {
		t.Errorf("exit %d, %s", code, errs)
	}
	holds(t, out, "old")
	leftovers(t, dir)
	for _, bad := range []string{dir, filepath.Join(dir, "none", "out.csv"), filepath.Join(out, "out.csv")} {
		errs, code := answersTo(t, b, bad)
		if code != exitFailed || !strings.HasPrefix(errs, "redsail: "+bad+": ") || strings.Contains(errs, ".redsail-") {
			t.Errorf("%s: exit %d, %s", bad, code, errs)
		}
	}
	leftovers(t, dir)
}

// TestOutFull: the disk fills while the answers are written.
func TestOutFull(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	disk := smallDisk(t, "64k")
	out := filepath.Join(disk, "out.csv")
	if err := os.WriteFile(out, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	in := b.write("many.csv", "lon,lat\n"+strings.Repeat("116.005,40.005\n", 10_000))
	_, errs, code := redsail(t, "locate", "--store", b.store, "--in", in, "--out", out)
	if code != exitFailed || !strings.Contains(errs, out+": no space left") || strings.Contains(errs, ".redsail-") {
		t.Errorf("exit %d, %s", code, errs)
	}
	holds(t, out, "old")
	leftovers(t, disk)
}

// TestReportFirst: a report or findings that cannot be written are refused before anything
// is stored, and never keep the report from stdout.
func TestReportFirst(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	streets := b.write("streets.geojson", squares("a"))
	nowhere := filepath.Join(b.dir, "none", "report.json")
	b.fails(exitFailed, []string{nowhere}, "--layer", "street", "--report", nowhere, streets)
	out, errs, code := redsail(t, "check", "--store", b.store, "--out", nowhere)
	if code != exitFailed || out != "" || !strings.Contains(errs, nowhere) {
		t.Errorf("check: exit %d, %q, %q", code, out, errs)
	}
	disk := smallDisk(t, "8k")
	full := filepath.Join(disk, "report.json")
	if err := os.WriteFile(filepath.Join(disk, "ballast"), make([]byte, 4096), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, errs, code = redsail(t, "import", "--store", b.store, "--layer", "street", "--report", full, streets)
	if code != exitFailed || !strings.Contains(out, `"stored"`) || !strings.Contains(errs, full) {
		t.Errorf("import: exit %d, %q, %q", code, out, errs)
	}
	holds(t, full, "old")
}

// TestOutKilled: a run that is killed leaves the old file, and at most a hidden one.
func TestOutKilled(t *testing.T) {
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	b := newBadInput(t, t.TempDir())
	dir := t.TempDir()
	out := filepath.Join(dir, "out.csv")
	if err := os.WriteFile(out, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, "locate", "--store", b.store, "--in", "-", "--out", out)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go io.WriteString(in, "lon,lat\n"+strings.Repeat("116.005,40.005\n", 100_000)) // and never the end
	eventually(t, "answers are written", func() bool {
		names, err := filepath.Glob(filepath.Join(dir, ".*"))
		if err != nil || len(names) != 1 {
			return false
		}
		info, err := os.Stat(names[0])
		return err == nil && info.Size() > 0
	})
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Fatal("it ended before it was killed")
	}
	holds(t, out, "old")
	if all, err := os.ReadDir(dir); err != nil || len(all) != 2 || !strings.HasPrefix(all[0].Name(), ".redsail-") {
		t.Errorf("left behind: %v, %v", all, err)
	}
}
