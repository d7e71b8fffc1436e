package yjs

// blocks hold structs one after another, each in one piece. None of them moves when more comes: a large document would be
// copied again and again while everybody waits.
type blocks struct {
	all  [][]byte
	size int // bytes of all structs
}

// A block has room for as much as all before it hold, within these bounds, and for a struct that is larger at least.
const blockLeast, blockMost = 512, 1 << 20

// blockBits of an address say where in a block it is, those above them in which one. Structs of one block that follow one
// another have addresses that do.
const blockBits = 32

// put adds a struct, which write appends to what it is given and which has at most so many bytes. It returns its address
// and its size.
func (b *blocks) put(most int, write func(b []byte) []byte) (at uint64, size uint32) {
	last := len(b.all) - 1
	if last < 0 || cap(b.all[last])-len(b.all[last]) < most {
		b.all = append(b.all, make([]byte, 0, max(min(b.size, blockMost), blockLeast, most)))
		last++
	}
	begin := len(b.all[last])
	b.all[last] = write(b.all[last])
	size = uint32(len(b.all[last]) - begin)
	b.size += int(size)
	return uint64(last)<<blockBits | uint64(begin), size
}

// bytes returns what stands from an address on; to is the address of its end.
func (b *blocks) bytes(from, to uint64) []byte {
	const within = 1<<blockBits - 1
	return b.all[from>>blockBits][from&within : to&within]
}
