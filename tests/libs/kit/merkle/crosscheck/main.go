// Command crosscheck holds what our Merkle log says against two implementations that are not ours: golang.org/x/mod's
// sumdb (notes, trees, tiles) and github.com/transparency-dev/merkle (proofs). It reads one JSON document from standard
// input and ends with 0 when everything agrees, with 1 and the first disagreement otherwise.
package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type inclusion struct {
	Index, Size int64
	Path        [][]byte
}

type consistency struct {
	First, Second int64
	Path          [][]byte
}

type tile struct {
	Level, Width int
	Number       int64
	Hashes       []byte
}

type document struct {
	LogKey, WitnessKey string
	Entries            [][]byte
	Checkpoints        []string
	Inclusions         []inclusion
	Consistencies      []consistency
	Tiles              []tile
}

type storage []tlog.Hash

func (s storage) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		found[i] = s[index]
	}
	return found, nil
}

func main() {
	var given document
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		fail("input: %v", err)
	}
	var hashes storage
	for number, entry := range given.Entries {
		more, err := tlog.StoredHashes(int64(number), entry, hashes)
		if err != nil {
			fail("entry %d: %v", number, err)
		}
		hashes = append(hashes, more...)
	}
	for _, signed := range given.Checkpoints {
		checkCheckpoint(given, signed, hashes)
	}
	for _, each := range given.Inclusions {
		checkInclusion(each, given.Entries[each.Index], hashes)
	}
	for _, each := range given.Consistencies {
		checkConsistency(each, hashes)
	}
	for _, each := range given.Tiles {
		checkTile(each, hashes)
	}
	fmt.Printf("%d entries, %d checkpoints, %d inclusion and %d consistency proofs, %d tiles agree\n", len(given.Entries),
		len(given.Checkpoints), len(given.Inclusions), len(given.Consistencies), len(given.Tiles))
}

func checkCheckpoint(given document, signed string, hashes storage) {
	log, err := note.NewVerifier(given.LogKey)
	if err != nil {
		fail("log key: %v", err)
	}
	verifiers := []note.Verifier{log}
	if given.WitnessKey != "" {
		verifiers = append(verifiers, newCosigner(given.WitnessKey))
	}
	opened, err := note.Open([]byte(signed), note.VerifierList(verifiers...))
	if err != nil {
		fail("checkpoint: %v", err)
	}
	if len(opened.Sigs) != len(verifiers) {
		fail("checkpoint: %d signatures verify, not %d", len(opened.Sigs), len(verifiers))
	}
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || lines[0] != log.Name() {
		fail("checkpoint: %q", opened.Text)
	}
	if lines[2] != treeHash(size, hashes).String() {
		fail("checkpoint: the root of %d entries is %s", size, treeHash(size, hashes))
	}
}

func checkInclusion(given inclusion, entry []byte, hashes storage) {
	root := treeHash(given.Size, hashes)
	expected, err := tlog.ProveRecord(given.Size, given.Index, hashes)
	if err != nil {
		fail("entry %d of %d: %v", given.Index, given.Size, err)
	}
	same(fmt.Sprintf("audit path of entry %d of %d", given.Index, given.Size), expected, given.Path)
	if err := tlog.CheckRecord(expected, given.Size, root, given.Index, tlog.RecordHash(entry)); err != nil {
		fail("entry %d of %d: %v", given.Index, given.Size, err)
	}
	leaf := rfc6962.DefaultHasher.HashLeaf(entry)
	err = proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(given.Index), uint64(given.Size), leaf, given.Path, root[:])
	if err != nil {
		fail("entry %d of %d: %v", given.Index, given.Size, err)
	}
}

func checkConsistency(given consistency, hashes storage) {
	first, second := treeHash(given.First, hashes), treeHash(given.Second, hashes)
	expected, err := tlog.ProveTree(given.Second, given.First, hashes)
	if err != nil {
		fail("%d to %d: %v", given.First, given.Second, err)
	}
	same(fmt.Sprintf("consistency of %d and %d", given.First, given.Second), expected, given.Path)
	err = proof.VerifyConsistency(rfc6962.DefaultHasher, uint64(given.First), uint64(given.Second), given.Path,
		first[:], second[:])
	if err != nil {
		fail("%d to %d: %v", given.First, given.Second, err)
	}
}

func checkTile(given tile, hashes storage) {
	expected, err := tlog.ReadTileData(tlog.Tile{H: 8, L: given.Level, N: given.Number, W: given.Width}, hashes)
	if err != nil {
		fail("tile %d/%d: %v", given.Level, given.Number, err)
	}
	if !bytes.Equal(expected, given.Hashes) {
		fail("tile %d/%d of width %d differs", given.Level, given.Number, given.Width)
	}
}

func treeHash(size int64, hashes storage) tlog.Hash {
	root, err := tlog.TreeHash(size, hashes)
	if err != nil {
		fail("root of %d: %v", size, err)
	}
	return root
}

func same(what string, expected []tlog.Hash, given [][]byte) {
	if len(expected) != len(given) {
		fail("%s: %d hashes, not %d", what, len(given), len(expected))
	}
	for i, hash := range expected {
		if !bytes.Equal(hash[:], given[i]) {
			fail("%s: hash %d differs", what, i)
		}
	}
}

// cosigner verifies cosignatures (C2SP tlog-cosignature, Ed25519), which sumdb's note package leaves to its users.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func newCosigner(key string) cosigner {
	parts := strings.SplitN(key, "+", 3)
	hash, err := strconv.ParseUint(parts[1], 16, 32)
	if err != nil {
		fail("witness key: %v", err)
	}
	raw, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(raw) != 33 || raw[0] != 4 {
		fail("witness key: %q", key)
	}
	return cosigner{parts[0], uint32(hash), raw[1:]}
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(message, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	time := binary.BigEndian.Uint64(signature)
	return ed25519.Verify(c.key, []byte(fmt.Sprintf("cosignature/v1\ntime %d\n%s", time, message)), signature[8:])
}

func fail(format string, values ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", values...)
	os.Exit(1)
}
