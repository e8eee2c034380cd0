package main

import (
	"context"
	"fmt"
)

// personErasedCmd lists who was erased: codes, which say nothing by themselves.
type personErasedCmd struct{ storeFlag }

// Run prints a code a line, in byte order.
func (c *personErasedCmd) Run(ctx context.Context, io streams) (err error) {
	s, err := openStore(ctx, c.Store)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	keys, err := openKeys(ctx, c.Store, s)
	if err != nil {
		return err
	}
	defer closing(keys, &err)
	codes, err := keys.Erased(ctx)
	if err != nil {
		return err
	}
	for _, code := range codes {
		if _, err := fmt.Fprintln(io.out, code); err != nil {
			return err
		}
	}
	return nil
}
