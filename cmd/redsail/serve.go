package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/basemap"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/edit"
	"github.com/redsail/redsail/internal/httpapi"
	"github.com/redsail/redsail/internal/jobs"
	"github.com/redsail/redsail/tiles/picture"
	"github.com/redsail/redsail/web"
)

// Limits of the server.
const (
	readHeaderTimeout = 2 * time.Second
	readTimeout       = 30 * time.Second
	writeTimeout      = 60 * time.Second
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 16 << 10
	drainTimeout      = 10 * time.Second
	pollEvery         = time.Second
)

// serveCmd serves a store.
type serveCmd struct {
	storeFlag
	indexFlag
	plansFlag
	baseMapsFlag
	Listen string `default:"127.0.0.1:8080" help:"Address. Port 0 takes a free one. Who is on another machine signs in by TLS only."`
	Init   bool   `help:"Make the store, empty, where there is none: city and scheme are then chosen in the browser."`
	Verify bool   `help:"Read and check all of the kept index before it answers, not while it does."`
	outwardFlags
}

// Run serves until the context ends.
func (c *serveCmd) Run(ctx context.Context, io streams) (err error) {
	if err := c.check(); err != nil {
		return err
	}
	list, err := c.load()
	if err != nil {
		return err
	}
	ln, err := listen(ctx, c.Listen)
	if err != nil {
		return err
	}
	defer ln.Close()
	s, err := c.openOrMake(ctx, io.err)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	kept, err := c.serving(c.Store, c.Verify, io.err)
	if err != nil {
		return err
	}
	plans, err := c.folder(c.Store)
	if err != nil {
		return err
	}
	g, err := openGuard(ctx, c.Store, s, &c.outwardFlags, slog.New(slog.NewJSONHandler(io.err, nil)))
	if err != nil {
		return err
	}
	defer closing(g, &err)
	if err := g.firstStart(ctx, io.err); err != nil {
		return err
	}
	if err := sayEmpty(ctx, s, c.Store, io.err); err != nil {
		return err
	}
	return serve(ctx, io.err, s, ln, serving{kept: kept, plans: plans, baseMaps: list, outward: c.outwardFlags, guard: g})
}

// openOrMake opens the store; one that is not there is made where that is asked for.
func (c *serveCmd) openOrMake(ctx context.Context, stderr io.Writer) (city.Store, error) {
	s, err := openStore(ctx, c.Store)
	if code := city.CodeOf(err); code != "no_store" && code != "not_a_store" {
		return s, err
	} else if !c.Init {
		return nil, fmt.Errorf("%w; to begin a new city: redsail serve --init --store %s", err, quoted(c.Store))
	}
	scheme, err := readScheme("default")
	if err != nil {
		return nil, err
	}
	if s, err = initStore(ctx, c.Store, scheme); err == nil { // a file that is something else stays as it is
		fmt.Fprintf(stderr, "redsail: made the empty store %s\n", quoted(c.Store))
	}
	return s, err
}

// sayEmpty says of a store in which nothing was ever written how a city comes into it.
func sayEmpty(ctx context.Context, s city.Store, store string, stderr io.Writer) error {
	st, err := s.State(ctx)
	if err == nil && st.Revision == 0 {
		fmt.Fprintf(stderr, "redsail: nothing is in the store yet. Make an account for the keeper of the data: redsail user add --store %[1]s NAME --role keeper --whole-city; "+
			"who signs in with it is led through the opening of the city. Or here: redsail opening --store %[1]s\n", quoted(store))
	}
	return err
}

// listen binds an address.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	if _, _, err := net.SplitHostPort(addr); err != nil {
		return nil, usagef("--listen %s: %v", addr, err)
	}
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("--listen %s: %w", addr, err)
	}
	return ln, nil
}

// onLoopback tells whether only this machine reaches a listener.
func onLoopback(ln net.Listener) bool {
	at, err := netip.ParseAddrPort(ln.Addr().String())
	return err == nil && at.Addr().Unmap().IsLoopback()
}

// serving is how a store is served.
type serving struct {
	kept     *atlas.Snapshots // nil = the index is not kept
	plans    string           // folder of plans; empty = they are not kept
	baseMaps *basemap.Config  // nil = there are none
	outward  outwardFlags
	guard    *guard
	demo     bool // the accounts of a made-up city may be signed in to without a password
}

// serve answers on the listener until ctx ends, then lets running requests finish.
func serve(ctx context.Context, stderr io.Writer, s city.Store, ln net.Listener, how serving) (err error) {
	log := slog.New(slog.NewJSONHandler(stderr, nil))
	if how.kept != nil {
		how.kept.Log = log
	}
	drawer, err := newDrawer()
	if err != nil {
		return err
	}
	memory := collector{calm: calmAfter}
	a, err := atlas.OpenWith(ctx, s, atlas.Options{Snapshots: how.kept, TileSets: drawer.TileSets, Busy: memory.busy})
	if err != nil {
		return err
	}
	under, land, err := openBaseMaps(ctx, how.baseMaps, log)
	if err != nil {
		return err
	}
	defer land()
	cfg, shown, err := how.outward.config(log)
	if err != nil {
		return err
	}
	work := jobs.New(jobs.Options{Defect: func(err error) { log.Error("job failed", "error", err.Error()) }})
	defer work.Close()
	cfg.Atlas, cfg.Editor, cfg.Planner, cfg.Proposals, cfg.Jobs = a, newEditor(s, memory.busy), newPlanner(a, how.plans, log), proposals(how.plans, log), work
	cfg.Founder, cfg.Imports = s, &httpapi.Imports{Store: s, MaxBytes: how.outward.ImportBytes}
	cfg.Page, cfg.Drawer, cfg.BaseMaps, cfg.Demo, cfg.AnyHost = builtPage(stderr), drawer, under, a.Current().Scheme.Demo, !onLoopback(ln)
	cfg.Gate, cfg.People, cfg.DemoSignIn = how.guard.gate, how.guard.people, how.demo
	api := httpapi.New(cfg)
	srv := newHTTPServer(api, log, newCrowd(how.outward.Connections, cfg.TrustedProxies))
	srv.RegisterOnShutdown(api.Stop)
	answer := listening(srv, ln, shown, stderr)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var beside sync.WaitGroup
	beside.Go(func() { memory.warm(ctx, a) }) // of a large city it takes longer than a revision may stay unseen
	beside.Go(func() { follow(ctx, a, log) })
	beside.Go(func() { a.Keep(ctx) })
	beside.Go(func() { how.guard.gate.Keep(ctx, how.outward.retention()) })
	served := make(chan error, 1)
	go func() { served <- answer() }()
	select {
	case err = <-served:
	case <-ctx.Done():
		drain, stop := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
		defer stop()
		err = srv.Shutdown(drain)
		if serr := <-served; err == nil {
			err = serr
		}
	}
	cancel()
	beside.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// listening says where a server listens, and gives what answers there: by TLS, where there is a
// certificate.
func listening(srv *http.Server, ln net.Listener, shown *certificate, stderr io.Writer) (answer func() error) {
	if shown == nil {
		fmt.Fprintf(stderr, "listening http://%s\n", ln.Addr())
		return func() error { return httpapi.Serve(srv, ln) }
	}
	srv.TLSConfig = shown.config()
	fmt.Fprintf(stderr, "listening https://%s\n", ln.Addr())
	return func() error { return srv.ServeTLS(ln, "", "") }
}

// builtPage is the page that is built in; nil, and it says so, where there is none.
func builtPage(stderr io.Writer) fs.FS {
	page, built := web.Page()
	if !built {
		fmt.Fprintln(stderr, "redsail: this binary was built without the page; `make build` puts it in")
	}
	return page
}

// newHTTPServer bounds what a client may take.
func newHTTPServer(api http.Handler, log *slog.Logger, all *crowd) *http.Server {
	return &http.Server{
		Handler:           api,
		ConnState:         all.watch,
		ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

// newEditor is an editor that says when it makes a change.
func newEditor(s city.Store, busy func(bool)) *edit.Editor {
	e := edit.NewEditor(s, nil)
	e.Busy = busy
	return e
}

// newDrawer draws with the look of the page and, when the page is built in, its fonts.
func newDrawer() (*picture.Drawer, error) {
	look, err := picture.ParseLook(web.Look())
	if err != nil {
		return nil, err
	}
	files, built := web.Fonts()
	if !built {
		return picture.NewDrawer(look, nil), nil
	}
	fonts, err := picture.NewFonts(files)
	if err != nil {
		return nil, err
	}
	return picture.NewDrawer(look, fonts), nil
}

// follow looks for new revisions and a new day. While the store is away the last picture
// goes on answering.
func follow(ctx context.Context, a *atlas.Atlas, log *slog.Logger) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	failing := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		changed, err := a.Refresh(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil && !failing:
			failing = true
			log.WarnContext(ctx, "the store does not answer; the last revision is served on", "error", err.Error())
		case err == nil && failing:
			failing = false
			log.InfoContext(ctx, "the store answers again")
		}
		if changed {
			log.InfoContext(ctx, "revision", "revision", a.Current().Revision)
		}
	}
}
