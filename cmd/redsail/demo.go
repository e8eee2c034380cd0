package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"strconv"
	"syscall"
)

// demoCmd makes the made-up city once and serves it.
type demoCmd struct {
	baseMapsFlag
	Size    string `default:"city" enum:"tiny,city,large" help:"Size of the city: tiny (30 grids), city (1,800) or large (18,000)."`
	Store   string `default:"demo.gpkg" placeholder:"FILE.gpkg" help:"Where the city is kept."`
	Listen  string `default:"127.0.0.1:8080" help:"Address; the next free port is taken when it is in use."`
	NoServe bool   `help:"Make the city and stop."`
}

// Run makes and serves.
func (c *demoCmd) Run(ctx context.Context, io streams) (err error) {
	_, postgres, err := parseStore(c.Store)
	if err != nil {
		return err
	}
	if postgres {
		return usagef("--store: the demo city is kept in a file")
	}
	list, err := c.load()
	if err != nil {
		return err
	}
	if err := c.ready(ctx, io.err); err != nil {
		return err
	}
	if c.NoServe {
		return c.accounts(ctx, io.err)
	}
	ln, err := listenNext(ctx, c.Listen, io.err)
	if err != nil {
		return err
	}
	defer ln.Close()
	s, err := openStore(ctx, c.Store)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	kept, err := (&indexFlag{}).serving(c.Store, false, io.err)
	if err != nil {
		return err
	}
	plans, err := (&plansFlag{}).folder(c.Store)
	if err != nil {
		return err
	}
	g, err := openGuard(ctx, c.Store, s, &outwardFlags{}, slog.New(slog.NewJSONHandler(io.err, nil)))
	if err != nil {
		return err
	}
	defer closing(g, &err)
	if err := g.demoStart(ctx, s, io.err); err != nil {
		return err
	}
	return serve(ctx, io.err, s, ln, serving{kept: kept, plans: plans, baseMaps: list, guard: g, demo: true})
}

// accounts makes those of the made-up city.
func (c *demoCmd) accounts(ctx context.Context, stderr io.Writer) (err error) {
	s, err := openStore(ctx, c.Store)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	g, err := openGuard(ctx, c.Store, s, &outwardFlags{}, slog.New(slog.NewJSONHandler(stderr, nil)))
	if err != nil {
		return err
	}
	defer closing(g, &err)
	return g.demoStart(ctx, s, stderr)
}

// portsTried is how many ports after the one asked for are looked at.
const portsTried = 100

// listenNext binds the address, or the next free port when it is in use, and says so.
func listenNext(ctx context.Context, addr string, stderr io.Writer) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, usagef("--listen %s: %v", addr, err)
	}
	if ip, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !ip.IsLoopback()) {
		return nil, usagef("--listen %s: the demo city is served on this machine only, so the address must be 127.0.0.1, [::1] or localhost", addr)
	}
	first, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, usagef("--listen %s: %q is not a port", addr, port)
	}
	for n := first; n < first+portsTried && n < 1<<16; n++ {
		ln, err := listen(ctx, net.JoinHostPort(host, strconv.FormatUint(n, 10)))
		if errors.Is(err, syscall.EADDRINUSE) {
			fmt.Fprintf(stderr, "redsail: port %d is in use, trying the next one\n", n)
			continue
		}
		return ln, err
	}
	return nil, fmt.Errorf("--listen %s: this port and the next %d are in use", addr, portsTried-1)
}
