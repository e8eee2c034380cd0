package access

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// Options of New. The zero value is right for a program.
type Options struct {
	Now  func() time.Time // nil = time.Now
	Rand io.Reader        // nil = crypto/rand
	// Idle ends a session that nobody uses (0 = 30 minutes), Absolute every one (12 hours), Phone
	// one on a worker's phone (30 days), which does not end for idleness.
	Idle, Absolute, Phone time.Duration
	// Tries is how many passwords or codes an account takes within Window before one is right (5 in
	// 15 minutes), AddressTries how many wrong ones an address may send to all accounts (100).
	Tries, AddressTries int
	Window              time.Duration
	// Issuer names this Redsail in the app that makes the codes of the second factor.
	Issuer string
	// Hashing is the work that a password costs; nil = 32 MiB, 3 passes.
	Hashing *Hashing
	// OIDC is the identity provider; nil = none.
	OIDC *OIDCConfig
	Log  *slog.Logger // nil = slog.Default
}

// The usual numbers.
const (
	usualIdle     = 30 * time.Minute
	usualAbsolute = 12 * time.Hour
	usualPhone    = 30 * 24 * time.Hour
	usualTries    = 5
	usualWindow   = 15 * time.Minute
	usualAddress  = 100
	// fresh is how long what was read of a session, a token or what is open counts as known.
	fresh = time.Second
)

// Service signs in, knows callers, keeps accounts and tokens, and writes the audit. It is safe for
// concurrent use; several processes may use one store.
type Service struct {
	store Store
	o     Options
	log   *slog.Logger

	hashing chan struct{} // who works out a hash has one of its places
	decoyIn sync.Once
	decoy   string // the hash that a wrong name is compared with

	locks   locks
	knocks  knocks
	known   callers
	strays  strays
	denials denials
	opening openingCache
	officer sync.Mutex // so that two acts at once do not leave the house without an officer
	oidc    *provider
}

// New makes the service on a store, which it does not close.
func New(store Store, o Options) *Service {
	o.Idle = cmp.Or(o.Idle, usualIdle)
	o.Absolute = cmp.Or(o.Absolute, usualAbsolute)
	o.Phone = cmp.Or(o.Phone, usualPhone)
	o.Tries = cmp.Or(o.Tries, usualTries)
	o.Window = cmp.Or(o.Window, usualWindow)
	o.AddressTries = cmp.Or(o.AddressTries, usualAddress)
	o.Issuer = cmp.Or(o.Issuer, "Redsail")
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Hashing == nil {
		o.Hashing = usualHashing()
	}
	s := &Service{store: store, o: o, log: o.Log, hashing: make(chan struct{}, hashesAtOnce)}
	if s.log == nil {
		s.log = slog.Default()
	}
	if o.OIDC != nil {
		s.oidc = newProvider(*o.OIDC)
	}
	return s
}

func (s *Service) now() time.Time { return FromMicro(Micro(s.o.Now())) }

// random is n random bytes.
func (s *Service) random(n int) ([]byte, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(s.o.Rand, b); err != nil {
		return nil, city.Wrap(err, city.Internal, "internal", "no random bytes")
	}
	return b, nil
}

// secret is a new one of 256 bits, in letters, digits, - and _.
func (s *Service) secret() (string, error) {
	b, err := s.random(32)
	return base64.RawURLEncoding.EncodeToString(b), err
}

// digestOf is how a secret is kept.
func digestOf(secret string) [32]byte { return sha256.Sum256([]byte(secret)) }

// nameOf says which session it is, without being one.
func nameOf(hash [32]byte) string {
	again := sha256.Sum256(hash[:])
	return hex.EncodeToString(again[:8])
}

// may refuses a caller whom the table does not give an action.
func may(c *Caller, a Action) error {
	if c.May(a) {
		return nil
	}
	if c.Anonymous() && (c == nil || c.Via == ViaNone) {
		return NoSession()
	}
	return c.Refusal(a)
}

// Command is the caller of the command line: who runs it holds the files.
func Command() *Caller {
	return &Caller{Account: "command", Title: "command", Roles: Roles(), WholeCity: true, Via: ViaCommand, ID: "command"}
}

// change reads an account, lets f change it, and writes it, again where another was faster.
func (s *Service) change(ctx context.Context, name string, f func(*Account) error) (*Account, error) {
	for try := 0; ; try++ {
		a, err := s.store.Account(ctx, name)
		if err != nil {
			return nil, err
		}
		if err := f(a); err != nil {
			return nil, err
		}
		err = s.store.PutAccount(ctx, a, s.now())
		if err == nil {
			s.forget(name)
			return a, nil
		}
		if try >= 5 || city.CodeOf(err) != "account_changed" {
			return nil, err
		}
	}
}

// forget makes what is known of an account's secrets be read anew; an empty name is that of walls.
func (s *Service) forget(account string) {
	s.known.forget(account)
	s.strays.forget()
}

// network cuts an address to what the audit keeps: /24, /48; empty where it is none.
func network(address string) string { return cut(address, 24, 48) }

// origin cuts an address to what counts as one for tries: a single one, /64.
func origin(address string) string { return cut(address, 32, 64) }

func cut(address string, four, six int) string {
	if host, err := netip.ParseAddrPort(address); err == nil {
		address = host.Addr().String()
	}
	if p, err := netip.ParsePrefix(address); err == nil {
		address = p.Addr().String()
	}
	a, err := netip.ParseAddr(address)
	if err != nil {
		return ""
	}
	a = a.Unmap().WithZone("")
	bits := six
	if a.Is4() {
		bits = four
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}

type (
	addressKey struct{}
	agentKey   struct{}
)

// WithAddress keeps the client's address for what is recorded in ctx.
func WithAddress(ctx context.Context, address string) context.Context {
	return context.WithValue(ctx, addressKey{}, address)
}

// WithAgent keeps how the client's browser names itself in ctx.
func WithAgent(ctx context.Context, agent string) context.Context {
	return context.WithValue(ctx, agentKey{}, agent)
}

func agentOf(ctx context.Context) string {
	agent, _ := ctx.Value(agentKey{}).(string)
	return agent
}

func addressOf(ctx context.Context) string {
	address, _ := ctx.Value(addressKey{}).(string)
	return address
}

// needsFactor is true of an account one of whose roles signs in with a second factor; those of a
// made-up city have nothing to guard.
func needsFactor(a *Account) bool { return !a.Demo && slices.ContainsFunc(a.Roles, NeedsSecondFactor) }

// missing tells whether an error says that something is not there.
func missing(err error) bool {
	var e *city.Error
	return errors.As(err, &e) && (e.Kind == city.NotFound || e.Kind == city.Unauthorized)
}
