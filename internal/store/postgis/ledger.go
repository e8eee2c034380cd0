package postgis

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/redsail/redsail/internal/city"
)

// ledger is the transaction of Apply as city.Resolve sees it.
type ledger struct{ tx session }

// CodeIDs implements city.Ledger.
func (l ledger) CodeIDs(ctx context.Context, keys []city.Key) (map[city.Key]int64, error) {
	layers, codes := make([]string, len(keys)), make([]string, len(keys))
	for i, k := range keys {
		layers[i], codes[i] = k.Layer, k.Code
	}
	out := map[city.Key]int64{}
	err := l.tx.each(ctx, func(row pgx.Rows) error {
		var k city.Key
		var id int64
		err := row.Scan(&k.Layer, &k.Code, &id)
		out[k] = id
		return err
	}, `SELECT c.layer, c.code, c.id FROM unnest($1::text[], $2::text[]) AS k (layer, code)
		JOIN redsail.area_code AS c ON c.layer = k.layer AND c.code = k.code`, layers, codes)
	return out, err
}

// CurrentByID implements city.Ledger.
func (l ledger) CurrentByID(ctx context.Context, ids []int64) ([]city.Version, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return versions(ctx, l.tx, "rev_to IS NULL AND id = ANY ($1)", ids)
}

// CurrentChildren implements city.Ledger.
func (l ledger) CurrentChildren(ctx context.Context, layers, parents []string) ([]city.Version, error) {
	return versions(ctx, l.tx, "rev_to IS NULL AND layer = ANY ($1) AND parent = ANY ($2)", layers, parents)
}
