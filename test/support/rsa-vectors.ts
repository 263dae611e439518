// RSA Laboratories' PKCS #1 v1.5 vectors, as their files print them; e is 65537 in both.
import { hex } from './hex.js';

/** pkcs1v15sign-vectors.txt, example 1.1: SHA-1. */
export const signatureVector = {
  n: hex(`
    a5 6e 4a 0e 70 10 17 58 9a 51 87 dc 7e a8 41 d1
    56 f2 ec 0e 36 ad 52 a4 4d fe b1 e6 1f 7a d9 91
    d8 c5 10 56 ff ed b1 62 b4 c0 f2 83 a1 2a 88 a3
    94 df f5 26 ab 72 91 cb b3 07 ce ab fc e0 b1 df
    d5 cd 95 08 09 6d 5b 2b 8b 6d f5 d6 71 ef 63 77
    c0 92 1c b2 3c 27 0a 70 e2 59 8e 6f f8 9d 19 f1
    05 ac c2 d3 f0 cb 35 f2 92 80 e1 38 6b 6f 64 c4
    ef 22 e1 e1 f2 0d 0c e8 cf fb 22 49 bd 9a 21 37
  `),
  d: hex(`
    33 a5 04 2a 90 b2 7d 4f 54 51 ca 9b bb d0 b4 47
    71 a1 01 af 88 43 40 ae f9 88 5f 2a 4b be 92 e8
    94 a7 24 ac 3c 56 8c 8f 97 85 3a d0 7c 02 66 c8
    c6 a3 ca 09 29 f1 e8 f1 12 31 88 44 29 fc 4d 9a
    e5 5f ee 89 6a 10 ce 70 7c 3e d7 e7 34 e4 47 27
    a3 95 74 50 1a 53 26 83 10 9c 2a ba ca ba 28 3c
    31 b4 bd 2f 53 c3 ee 37 e3 52 ce e3 4f 9e 50 3b
    d8 0c 06 22 ad 79 c6 dc ee 88 35 47 c6 a3 b3 25
  `),
  p: hex(`
    e7 e8 94 27 20 a8 77 51 72 73 a3 56 05 3e a2 a1
    bc 0c 94 aa 72 d5 5c 6e 86 29 6b 2d fc 96 79 48
    c0 a7 2c bc cc a7 ea cb 35 70 6e 09 a1 df 55 a1
    53 5b d9 b3 cc 34 16 0b 3b 6d cd 3e da 8e 64 43
  `),
  q: hex(`
    b6 9d ca 1c f7 d4 d7 ec 81 e7 5b 90 fc ca 87 4a
    bc de 12 3f d2 70 01 80 aa 90 47 9b 6e 48 de 8d
    67 ed 24 f9 f1 9d 85 ba 27 58 74 f5 42 cd 20 dc
    72 3e 69 63 36 4a 1f 94 25 45 2b 26 9a 67 99 fd
  `),
  dP: hex(`
    28 fa 13 93 86 55 be 1f 8a 15 9c ba ca 5a 72 ea
    19 0c 30 08 9e 19 cd 27 4a 55 6f 36 c4 f6 e1 9f
    55 4b 34 c0 77 79 04 27 bb dd 8d d3 ed e2 44 83
    28 f3 85 d8 1b 30 e8 e4 3b 2f ff a0 27 86 19 79
  `),
  dQ: hex(`
    1a 8b 38 f3 98 fa 71 20 49 89 8d 7f b7 9e e0 a7
    76 68 79 12 99 cd fa 09 ef c0 e5 07 ac b2 1e d7
    43 01 ef 5b fd 48 be 45 5e ae b6 e1 67 82 55 82
    75 80 a8 e4 e8 e1 41 51 d1 51 0a 82 a3 f2 e7 29
  `),
  qInv: hex(`
    27 15 6a ba 41 26 d2 4a 81 f3 a5 28 cb fb 27 f5
    68 86 f8 40 a9 f6 e8 6e 17 a4 4b 94 fe 93 19 58
    4b 8e 22 fd de 1e 5a 2e 3b d8 aa 5b a8 d8 58 41
    94 eb 21 90 ac f8 32 b8 47 f1 3a 3d 24 a7 9f 4d
  `),
  message: hex(`
    cd c8 7d a2 23 d7 86 df 3b 45 e0 bb bc 72 13 26
    d1 ee 2a f8 06 cc 31 54 75 cc 6f 0d 9c 66 e1 b6
    23 71 d4 5c e2 39 2e 1a c9 28 44 c3 10 10 2f 15
    6a 0d 8d 52 c1 f4 c4 0b a3 aa 65 09 57 86 cb 76
    97 57 a6 56 3b a9 58 fe d0 bc c9 84 e8 b5 17 a3
    d5 f5 15 b2 3b 8a 41 e7 4a a8 67 69 3f 90 df b0
    61 a6 e8 6d fa ae e6 44 72 c0 0e 5f 20 94 57 29
    cb eb e7 7f 06 ce 78 e0 8f 40 98 fb a4 1f 9d 61
    93 c0 31 7e 8b 60 d4 b6 08 4a cb 42 d2 9e 38 08
    a3 bc 37 2d 85 e3 31 17 0f cb f7 cc 72 d0 b7 1c
    29 66 48 b3 a4 d1 0f 41 62 95 d0 80 7a a6 25 ca
    b2 74 4f d9 ea 8f d2 23 c4 25 37 02 98 28 bd 16
    be 02 54 6f 13 0f d2 e3 3b 93 6d 26 76 e0 8a ed
    1b 73 31 8b 75 0a 01 67 d0
  `),
  signature: hex(`
    6b c3 a0 66 56 84 29 30 a2 47 e3 0d 58 64 b4 d8
    19 23 6b a7 c6 89 65 86 2a d7 db c4 e2 4a f2 8e
    86 bb 53 1f 03 35 8b e5 fb 74 77 7c 60 86 f8 50
    ca ef 89 3f 0d 6f cc 2d 0c 91 ec 01 36 93 b4 ea
    00 b8 0c d4 9a ac 4e cb 5f 89 11 af e5 39 ad a4
    a8 f3 82 3d 1d 13 e4 72 d1 49 05 47 c6 59 c7 61
    7f 3d 24 08 7d db 6f 2b 72 09 61 67 fc 09 7c ab
    18 e9 a4 58 fc b6 34 cd ce 8e e3 58 94 c4 84 d7
  `),
};

/** pkcs1v15crypt-vectors.txt, example 1.1. */
export const encryptionVector = {
  n: hex(`
    a8 b3 b2 84 af 8e b5 0b 38 70 34 a8 60 f1 46 c4
    91 9f 31 87 63 cd 6c 55 98 c8 ae 48 11 a1 e0 ab
    c4 c7 e0 b0 82 d6 93 a5 e7 fc ed 67 5c f4 66 85
    12 77 2c 0c bc 64 a7 42 c6 c6 30 f5 33 c8 cc 72
    f6 2a e8 33 c4 0b f2 58 42 e9 84 bb 78 bd bf 97
    c0 10 7d 55 bd b6 62 f5 c4 e0 fa b9 84 5c b5 14
    8e f7 39 2d d3 aa ff 93 ae 1e 6b 66 7b b3 d4 24
    76 16 d4 f5 ba 10 d4 cf d2 26 de 88 d3 9f 16 fb
  `),
  d: hex(`
    53 33 9c fd b7 9f c8 46 6a 65 5c 73 16 ac a8 5c
    55 fd 8f 6d d8 98 fd af 11 95 17 ef 4f 52 e8 fd
    8e 25 8d f9 3f ee 18 0f a0 e4 ab 29 69 3c d8 3b
    15 2a 55 3d 4a c4 d1 81 2b 8b 9f a5 af 0e 7f 55
    fe 73 04 df 41 57 09 26 f3 31 1f 15 c4 d6 5a 73
    2c 48 31 16 ee 3d 3d 2d 0a f3 54 9a d9 bf 7c bf
    b7 8a d8 84 f8 4d 5b eb 04 72 4d c7 36 9b 31 de
    f3 7d 0c f5 39 e9 cf cd d3 de 65 37 29 ea d5 d1
  `),
  p: hex(`
    d3 27 37 e7 26 7f fe 13 41 b2 d5 c0 d1 50 a8 1b
    58 6f b3 13 2b ed 2f 8d 52 62 86 4a 9c b9 f3 0a
    f3 8b e4 48 59 8d 41 3a 17 2e fb 80 2c 21 ac f1
    c1 1c 52 0c 2f 26 a4 71 dc ad 21 2e ac 7c a3 9d
  `),
  q: hex(`
    cc 88 53 d1 d5 4d a6 30 fa c0 04 f4 71 f2 81 c7
    b8 98 2d 82 24 a4 90 ed be b3 3d 3e 3d 5c c9 3c
    47 65 70 3d 1d d7 91 64 2f 1f 11 6a 0d d8 52 be
    24 19 b2 af 72 bf e9 a0 30 e8 60 b0 28 8b 5d 77
  `),
  dP: hex(`
    0e 12 bf 17 18 e9 ce f5 59 9b a1 c3 88 2f e8 04
    6a 90 87 4e ef ce 8f 2c cc 20 e4 f2 74 1f b0 a3
    3a 38 48 ae c9 c9 30 5f be cb d2 d7 68 19 96 7d
    46 71 ac c6 43 1e 40 37 96 8d b3 78 78 e6 95 c1
  `),
  dQ: hex(`
    95 29 7b 0f 95 a2 fa 67 d0 07 07 d6 09 df d4 fc
    05 c8 9d af c2 ef 6d 6e a5 5b ec 77 1e a3 33 73
    4d 92 51 e7 90 82 ec da 86 6e fe f1 3c 45 9e 1a
    63 13 86 b7 e3 54 c8 99 f5 f1 12 ca 85 d7 15 83
  `),
  qInv: hex(`
    4f 45 6c 50 24 93 bd c0 ed 2a b7 56 a3 a6 ed 4d
    67 35 2a 69 7d 42 16 e9 32 12 b1 27 a6 3d 54 11
    ce 6f a9 8d 5d be fd 73 26 3e 37 28 14 27 43 81
    81 66 ed 7d d6 36 87 dd 2a 8c a1 d2 f4 fb d8 e1
  `),
  message: hex(`
    66 28 19 4e 12 07 3d b0 3b a9 4c da 9e f9 53 23
    97 d5 0d ba 79 b9 87 00 4a fe fe 34
  `),
  seed: hex(`
    01 73 41 ae 38 75 d5 f8 71 01 f8 cc 4f a9 b9 bc
    15 6b b0 46 28 fc cd b2 f4 f1 1e 90 5b d3 a1 55
    d3 76 f5 93 bd 73 04 21 08 74 eb a0 8a 5e 22 bc
    cc b4 c9 d3 88 2a 93 a5 4d b0 22 f5 03 d1 63 38
    b6 b7 ce 16 dc 7f 4b bf 9a 96 b5 97 72 d6 60 6e
    97 47 c7 64 9b f9 e0 83 db 98 18 84 a9 54 ab 3c
    6f
  `),
  encryption: hex(`
    50 b4 c1 41 36 bd 19 8c 2f 3c 3e d2 43 fc e0 36
    e1 68 d5 65 17 98 4a 26 3c d6 64 92 b8 08 04 f1
    69 d2 10 f2 b9 bd fb 48 b1 2f 9e a0 50 09 c7 7d
    a2 57 cc 60 0c ce fe 3a 62 83 78 9d 8e a0 e6 07
    ac 58 e2 69 0e c4 eb c1 01 46 e8 cb aa 5e d4 d5
    cc e6 fe 7b 0f f9 ef c1 ea bb 56 4d bf 49 82 85
    f4 49 ee 61 dd 7b 42 ee 5b 58 92 cb 90 60 1f 30
    cd a0 7b f2 64 89 31 0b cd 23 b5 28 ce ab 3c 31
  `),
};
