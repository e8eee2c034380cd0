package basemap

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/redsail/redsail/tiles"
)

// Bounds of a tile, as it comes and without gzip.
const (
	maxTile  = 4 << 20
	maxPlain = 16 << 20
)

var errTooLarge = errors.New("a tile is larger than the map takes")

// service is one base map's maker: how it is asked, and how it fares.
type service struct {
	m      *Map
	key    string
	client *http.Client
	agent  string
	log    *slog.Logger
	now    func() time.Time
	slots  chan struct{} // of requests at once
	queue  chan struct{} // of those that wait for a slot

	mu       sync.Mutex
	failures int       // since it last answered
	pause    time.Time // it is not asked before
}

// Rests that a failing service is given.
const (
	failuresToPause = 3
	shortPause      = 5 * time.Second
	longPause       = time.Minute
	maxRetryAfter   = 10 * time.Minute
	maxQueue        = 256
)

// statusError is an answer that is no tile.
type statusError struct {
	status int
	after  time.Duration
}

func (e *statusError) Error() string {
	switch e.status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return fmt.Sprintf("it answers %d: the key is missing, wrong, for another kind of client, or used up for today", e.status)
	case http.StatusTooManyRequests:
		return "it answers 429: too many requests"
	}
	return fmt.Sprintf("it answers %d", e.status)
}

// errPaused is a service that is left alone for a while.
var errPaused = errors.New("it has failed several times and is asked again later")

// errCrowded is a queue that is full.
var errCrowded = errors.New("too many wait for it")

// enter waits for a slot.
func (s *service) enter(ctx context.Context) (leave func(), err error) {
	s.mu.Lock()
	paused := s.now().Before(s.pause)
	s.mu.Unlock()
	if paused {
		return nil, errPaused
	}
	select {
	case s.queue <- struct{}{}:
	default:
		return nil, errCrowded
	}
	defer func() { <-s.queue }()
	select {
	case s.slots <- struct{}{}:
		return func() { <-s.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// get asks for an address, and gives the body to read when the answer is 200; nil when it
// says that there is nothing.
func (s *service) get(ctx context.Context, u *url.URL, read func(io.Reader) error) (found bool, err error) {
	leave, err := s.enter(ctx)
	if err != nil {
		return false, err
	}
	defer leave()
	found, err = s.ask(ctx, u, read)
	if ctx.Err() != nil && errors.Is(ctx.Err(), context.Canceled) {
		return false, ctx.Err() // given up by us: it says nothing about the service
	}
	s.note(ctx, err)
	return found, err
}

func (s *service) ask(ctx context.Context, u *url.URL, read func(io.Reader) error) (bool, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return false, errors.New("its address cannot be made")
	}
	req.Header.Set("User-Agent", s.agent)
	if s.m.Referer != "" {
		req.Header.Set("Referer", s.m.Referer)
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return false, withoutURL(err)
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusOK:
		return true, withoutURL(read(resp.Body))
	case http.StatusNoContent, http.StatusNotFound:
		return false, nil
	}
	return false, &statusError{resp.StatusCode, retryAfter(resp.Header.Get("Retry-After"))}
}

// withoutURL takes the address out of an error of net/http: it may hold the key, and it
// tells where somebody looks.
func withoutURL(err error) error {
	var e *url.Error
	if errors.As(err, &e) {
		var op *net.OpError
		var hid *hidden
		switch {
		case e.Timeout():
			return errors.New("it does not answer in time")
		case errors.Is(err, context.Canceled), errors.Is(err, errForeign), errors.As(err, &op), errors.As(err, &hid):
			return e.Err
		}
		return errors.New("its answer is none that can be read") // its text may quote an address
	}
	return err
}

func retryAfter(text string) time.Duration {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 0 {
		return 0
	}
	return min(time.Duration(n)*time.Second, maxRetryAfter)
}

// note keeps how the service fares, and tells of a change once.
func (s *service) note(ctx context.Context, err error) {
	s.mu.Lock()
	before := s.failures
	if err == nil {
		s.failures, s.pause = 0, time.Time{}
	} else {
		s.failures++
		rest := time.Duration(0)
		if s.failures >= failuresToPause {
			rest = min(shortPause<<min(s.failures-failuresToPause, 8), longPause)
		}
		var status *statusError
		if errors.As(err, &status) {
			rest = max(rest, status.after)
		}
		s.pause = s.now().Add(rest)
	}
	s.mu.Unlock()
	switch {
	case err != nil && before == 0:
		s.log.WarnContext(ctx, "a base map does not answer; the map goes on without", "basemap", s.m.ID, "why", s.hide(err.Error()))
	case err == nil && before > 0:
		s.log.InfoContext(ctx, "a base map answers again", "basemap", s.m.ID)
	}
}

// hide takes the key out of a text, should a fault have put it there.
func (s *service) hide(text string) string {
	if s.key == "" {
		return text
	}
	return strings.NewReplacer(s.key, "…", url.QueryEscape(s.key), "…").Replace(text)
}

// failing is true after a failure until the next answer.
func (s *service) failing() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failures > 0
}

// fetch gets a tile; nil when the service has none there.
func (s *service) fetch(ctx context.Context, p *plan, a tiles.Address) (data []byte, err error) {
	u, err := p.address(a)
	if err != nil {
		return nil, errors.New("its address cannot be made")
	}
	_, err = s.get(ctx, u, func(body io.Reader) error {
		data, err = io.ReadAll(io.LimitReader(body, maxTile+1))
		if err != nil {
			return errors.New("its answer breaks off")
		}
		if len(data) > maxTile {
			return errTooLarge
		}
		media, _ := sniff(data)
		if len(data) > 0 && (media == "" || (media == mediaMVT) != (s.m.Type == Vector)) {
			return fmt.Errorf("its answer is no %s tile", s.m.Type)
		}
		return nil
	})
	if err != nil || len(data) == 0 {
		return nil, err
	}
	return data, nil
}
