package access

import (
	"context"
	"crypto/subtle"
	"encoding/base32"
	"errors"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"github.com/redsail/redsail/internal/city"
)

// stepLength is that of a code (RFC 6238); one before and one after the present count too, for
// clocks that are not quite right.
const stepLength = 30

var base32Text = base32.StdEncoding.WithPadding(base32.NoPadding)

func wrongCode() error {
	return city.Errorf(city.Unauthorized, "wrong_code", "the code is wrong, or was used already; wait for the next one")
}

// BeginFactor makes the secret of a second factor, for an app that makes codes: as text, and as an
// address for a picture (otpauth://). It holds when a code confirmed it. Conflict, factor_on.
func (s *Service) BeginFactor(ctx context.Context, c *Caller) (secret, uri string, err error) {
	if err := mayOwn(c); err != nil {
		return "", "", err
	}
	raw, err := s.random(20)
	if err != nil {
		return "", "", err
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: s.o.Issuer, AccountName: c.Account, Secret: raw})
	if err != nil {
		return "", "", city.Wrap(err, city.Internal, "internal", "a second factor cannot be made")
	}
	sealed, err := s.seal(ctx, "factor", c.Account, raw)
	if err != nil {
		return "", "", err
	}
	_, err = s.change(ctx, c.Account, func(a *Account) error {
		switch {
		case a.FactorOn:
			return city.Errorf(city.Conflict, "factor_on", "this account has a second factor; an admin takes it away with the password")
		case a.MustChange:
			return city.Errorf(city.Conflict, "password_first", "change the password first")
		}
		a.Secret, a.Step = sealed, 0 // kept sealed, bound to the account
		return nil
	})
	return key.Secret(), key.URL(), err
}

// ConfirmFactor takes the first code; from then on signing in needs one. It gives the session a new
// secret and ends the account's others.
func (s *Service) ConfirmFactor(ctx context.Context, c *Caller, session, code string) (string, error) {
	if err := s.own(ctx, c, session); err != nil {
		return "", err
	}
	a, err := s.store.Account(ctx, c.Account)
	if err != nil {
		return "", err
	}
	if first, err := s.try(ctx, TryAccount(c.Account), s.o.Tries); err != nil {
		if first { // that an account was locked is told once
			err = errors.Join(err, s.failed(ctx, a, "account.factor", err))
		}
		return "", err
	}
	if a.FactorOn || len(a.Secret) == 0 {
		return "", city.Errorf(city.Conflict, "no_factor", "there is no second factor to confirm; begin with a new one")
	}
	step, err := s.stepOf(ctx, a, code)
	if err != nil {
		return "", errors.Join(err, s.failed(ctx, a, "account.factor", err))
	}
	a.FactorOn, a.Step = true, step
	if err := s.store.PutAccount(ctx, a, s.now()); err != nil {
		return "", err
	}
	if err := s.forgive(ctx, TryAccount(a.Name)); err != nil {
		return "", err
	}
	next, err := s.renew(ctx, a, session)
	if err != nil {
		return "", err
	}
	return next, s.did(ctx, c, "account.factor", a.Name)
}

// takeCode judges a code and takes it, so that it counts once. It gives the account as it is then.
func (s *Service) takeCode(ctx context.Context, a *Account, code string) (*Account, error) {
	step, err := s.stepOf(ctx, a, code)
	if err != nil {
		return a, err
	}
	hash := a.Hash
	next, err := s.change(ctx, a.Name, func(now *Account) error {
		if step <= now.Step || !now.FactorOn || now.Hash != hash || now.Disabled {
			return wrongCode()
		}
		now.Step = step
		return nil
	})
	if err != nil {
		return a, err
	}
	return next, nil
}

// stepOf is the step whose code it is, later than the last that was taken.
func (s *Service) stepOf(ctx context.Context, a *Account, code string) (int64, error) {
	raw, ok, err := s.unseal(ctx, "factor", a.Name, a.Secret)
	if err != nil {
		return 0, err
	}
	if !ok {
		return 0, city.Errorf(city.Internal, "store_corrupt", "the second factor of account %q cannot be opened", a.Name)
	}
	now := s.now().Unix() / stepLength
	for step := now - 1; step <= now+1; step++ {
		want, err := totp.GenerateCodeCustom(base32Text.EncodeToString(raw), time.Unix(step*stepLength, 0),
			totp.ValidateOpts{Period: stepLength, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err != nil {
			return 0, city.Wrap(err, city.Internal, "internal", "a code cannot be worked out")
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && step > a.Step {
			return step, nil
		}
	}
	return 0, wrongCode()
}
