package pgtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// superuser is the role that owns the cluster.
const superuser = "redsail"

const (
	startWithin = 60 * time.Second
	stopWithin  = 30 * time.Second
	portTries   = 3
)

// Options of a server.
type Options struct {
	// Fsync keeps the cluster safe against a crash of the machine, as in production. Off
	// is faster, and safe against all that a test can do to the server's processes.
	Fsync bool
	// Locales are made for this server alone, zh_CN.UTF-8 for one: databases may then have them
	// (InLocale). The machine's own are not looked at.
	Locales []string
}

// Server is a private PostgreSQL cluster that a test may stop and start.
type Server struct {
	o        Options
	bin, dir string
	as       *syscall.Credential
	port     int
	password string

	cmd    *exec.Cmd
	exited chan struct{} // closed when cmd has ended
	life   *os.File      // the supervisor ends the server when this closes without a word
}

// Start makes a cluster for this test alone and starts it; it is removed at cleanup. Use
// it to take the server away; for anything else URL is cheaper. It skips or fails the
// test when PostgreSQL is missing.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	s, err := start(o)
	if err != nil {
		missing(t, err)
	}
	t.Cleanup(func() {
		if err := s.remove(); err != nil {
			t.Errorf("pgtest: %v", err)
		}
	})
	return s
}

func start(o Options) (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	as, err := unprivileged()
	if err != nil {
		return nil, err
	}
	dir, err := newFolder(as)
	if err != nil {
		return nil, err
	}
	s := &Server{o: o, bin: bin, dir: dir, as: as, password: rand.Text()}
	if err := errors.Join(s.makeLocales(), s.initdb()); err != nil {
		return nil, errors.Join(err, s.remove())
	}
	// Between finding a port and listening on it another program may take it.
	for try := 1; ; try++ {
		if s.port, err = freePort(); err == nil {
			if err = s.Start(); err == nil {
				return s, nil
			}
		}
		if err = errors.Join(err, s.Stop()); try == portTries {
			return nil, errors.Join(err, s.remove())
		}
	}
}

// initdb makes the cluster. Its password is random: on a machine that others use, a
// server that trusts whoever reaches the port would give them the superuser's rights.
func (s *Server) initdb() error {
	secret := filepath.Join(s.dir, "password")
	if err := os.WriteFile(secret, []byte(s.password), 0o600); err != nil {
		return err
	}
	if s.as != nil {
		if err := os.Chown(secret, int(s.as.Uid), int(s.as.Gid)); err != nil {
			return err
		}
	}
	err := s.launch("initdb", "--pgdata", filepath.Join(s.dir, "data"),
		"--no-sync", "--encoding=UTF8", "--locale=C", "--username", superuser,
		"--auth=scram-sha-256", "--pwfile", secret)
	if err != nil {
		return err
	}
	<-s.exited
	if err := s.release(); err != nil {
		return err
	}
	if !s.cmd.ProcessState.Success() {
		return fmt.Errorf("initdb: %v\n%s", s.cmd.ProcessState, s.logTail())
	}
	return os.Remove(secret)
}

// supervise becomes the program ($2…) and leaves a watcher behind. When the test process
// dies the watcher's input ends without a word: it ends the program and removes the folder.
const supervise = `dir=$1; shift
exec 3<&0
( ( exec >/dev/null 2>&1
    read -r word <&3 && exit
    kill -QUIT $$
    for i in 1 2 3 4 5 6 7 8 9 10; do kill -0 $$ || break; sleep 0.2; done
    for i in 1 2 3 4 5 6 7 8 9 10; do rm -rf "$dir" && break; sleep 0.5; done ) & )
exec "$@" </dev/null 3<&- >>"$dir/log" 2>&1`

// launch starts a program of the server under its watcher, as the server's user, in a
// folder that this user may read, out of reach of the terminal's signals.
func (s *Server) launch(program string, args ...string) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer r.Close()
	args = append([]string{"-c", supervise, "sh", s.dir, filepath.Join(s.bin, program)}, args...)
	s.cmd = exec.CommandContext(context.Background(), "/bin/sh", args...)
	s.cmd.Dir = s.dir
	s.cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
	if len(s.o.Locales) > 0 {
		s.cmd.Env = append(s.cmd.Env, "LOCPATH="+filepath.Join(s.dir, "locales"))
	}
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: s.as}
	s.cmd.Stdin = r
	if err := s.cmd.Start(); err != nil {
		w.Close()
		return err
	}
	s.life, s.exited = w, make(chan struct{})
	go func(c *exec.Cmd, exited chan struct{}) {
		defer close(exited)
		_ = c.Wait() // the log says more than the status
	}(s.cmd, s.exited)
	return nil
}

// release tells the watcher that the program has ended in order.
func (s *Server) release() error {
	_, err := s.life.WriteString("ended\n")
	err = errors.Join(err, s.life.Close())
	s.life = nil
	return err
}

// Start starts the stopped server on its port and waits until it answers.
func (s *Server) Start() error {
	durable := strconv.FormatBool(s.o.Fsync)
	err := s.launch("postgres", "-D", filepath.Join(s.dir, "data"), "-p", strconv.Itoa(s.port),
		"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="+s.dir,
		"-c", "fsync="+durable, "-c", "full_page_writes="+durable,
		"-c", "max_connections=100", "-c", "shared_buffers=64MB", "-c", "log_timezone=UTC",
		// Nobody replicates a test's cluster: a log of a gigabyte, the default, would only fill small disks.
		"-c", "wal_level=minimal", "-c", "max_wal_senders=0", "-c", "min_wal_size=32MB", "-c", "max_wal_size=128MB")
	if err != nil {
		return err
	}
	return s.await()
}

func (s *Server) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), startWithin)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, s.URL("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-s.exited:
			return fmt.Errorf("postgres ended at once (%v):\n%s", s.cmd.ProcessState, s.logTail())
		case <-ctx.Done():
			return fmt.Errorf("postgres does not answer within %v: %w\n%s", startWithin, err, s.logTail())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Stop ends the server at once, as a crash of it would ("immediate" mode): its clients
// lose their connections, and the next Start recovers from the write-ahead log.
func (s *Server) Stop() error {
	if s.life == nil {
		return nil
	}
	if err := s.cmd.Process.Signal(syscall.SIGQUIT); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-s.exited:
	case <-time.After(stopWithin):
		return fmt.Errorf("postgres (pid %d) does not end within %v", s.cmd.Process.Pid, stopWithin)
	}
	return s.release()
}

func (s *Server) remove() error {
	return errors.Join(s.Stop(), os.RemoveAll(s.dir))
}

// URL is the address of a database of the server.
func (s *Server) URL(database string) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(superuser, s.password),
		Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)), Path: "/" + database,
		RawQuery: "sslmode=disable",
	}
	return u.String()
}

func (s *Server) logTail() []byte {
	const most = 4 << 10
	b, err := os.ReadFile(filepath.Join(s.dir, "log"))
	if err != nil {
		return []byte(err.Error())
	}
	return b[max(0, len(b)-most):]
}

// freePort asks the system for a port that nobody listens on.
func freePort() (int, error) {
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return 0, errors.Join(err, l.Close())
	}
	n, err := strconv.Atoi(port)
	return n, errors.Join(err, l.Close())
}
