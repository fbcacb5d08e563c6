import CLibclang
import MemoryModel

/// A node of libclang's syntax tree, with the questions lowering asks of it.
extension CXCursor {
  /// The same declaration has the same identity wherever it is referred to.
  var identity: UnsafeRawPointer? { data.0 }

  var isNull: Bool { clang_Cursor_isNull(self) != 0 }
  var name: String { string(clang_getCursorSpelling(self)) }
  var location: CXSourceLocation { clang_getCursorLocation(self) }
  var start: CXSourceLocation { clang_getRangeStart(clang_getCursorExtent(self)) }
  var end: CXSourceLocation { clang_getRangeEnd(clang_getCursorExtent(self)) }
  var type: CXType { clang_getCursorType(self) }
  var referenced: CXCursor { clang_getCursorReferenced(self) }
  var definition: CXCursor { clang_getCursorDefinition(self) }
  var canonical: CXCursor { clang_getCanonicalCursor(self) }
  var semanticParent: CXCursor { clang_getCursorSemanticParent(self) }
  var isDefinition: Bool { clang_isCursorDefinition(self) != 0 }
  var storageClass: CX_StorageClass { clang_Cursor_getStorageClass(self) }
  var hasInternalLinkage: Bool { clang_getCursorLinkage(self) == CXLinkage_Internal }
  var isThreadLocal: Bool { clang_getCursorTLSKind(self) != CXTLS_None }
  /// The value of an enumerator; those of unsigned enumerations are not sign-extended.
  var enumValue: Int64 {
    switch clang_getEnumDeclIntegerType(semanticParent).kind {
    case CXType_UInt, CXType_UShort, CXType_UChar, CXType_ULong, CXType_ULongLong:
      Int64(bitPattern: clang_getEnumConstantDeclUnsignedValue(self))
    default: clang_getEnumConstantDeclValue(self)
    }
  }
  var isBitField: Bool { clang_Cursor_isBitField(self) != 0 }
  var binaryOperator: CXBinaryOperatorKind { clang_getCursorBinaryOperatorKind(self) }
  var unaryOperator: CXUnaryOperatorKind { clang_getCursorUnaryOperatorKind(self) }

  /// A struct or union without a tag and without a typedef that names it.
  var isUnnamedRecord: Bool {
    if clang_Cursor_isAnonymous(self) != 0 { return true }
    let name = self.name
    return name.isEmpty || name.contains("(")
  }

  var parameters: [CXCursor] {
    let count = clang_Cursor_getNumArguments(self)
    // Templates and lambdas do not count their parameters.
    if count < 0 { return children.filter { $0.kind == CXCursor_ParmDecl } }
    guard count > 0 else { return [] }
    return (0..<count).map { clang_Cursor_getArgument(self, UInt32($0)) }
  }

  /// The value of a constant integer expression or initialised constant.
  var constant: Int64? {
    guard let result = clang_Cursor_Evaluate(self) else { return nil }
    defer { clang_EvalResult_dispose(result) }
    guard clang_EvalResult_getKind(result) == CXEval_Int else { return nil }
    if clang_EvalResult_isUnsignedInt(result) != 0 {
      return Int64(bitPattern: clang_EvalResult_getAsUnsigned(result))
    }
    return clang_EvalResult_getAsLongLong(result)
  }

  /// The direct children.
  var children: [CXCursor] {
    var found: [CXCursor] = []
    withUnsafeMutablePointer(to: &found) { pointer in
      _ = clang_visitChildren(
        self,
        { cursor, _, data in
          data?.assumingMemoryBound(to: [CXCursor].self).pointee.append(cursor)
          return CXChildVisit_Continue
        }, pointer)
    }
    return found
  }

  /// All descendants in preorder, each with its depth below the cursor, which is at depth 0.
  func descendants(limit: Int) -> [(cursor: CXCursor, depth: Int)] {
    var walk = Walk(root: self, limit: limit)
    withUnsafeMutablePointer(to: &walk) { pointer in
      _ = clang_visitChildren(
        self,
        { cursor, parent, data in
          guard let data else { return CXChildVisit_Break }
          return data.assumingMemoryBound(to: Walk.self).pointee.enter(cursor, parent: parent)
            ? CXChildVisit_Recurse : CXChildVisit_Break
        }, pointer)
    }
    return walk.found
  }

  /// Rebuilds depths from the parents that a recursive visit hands out.
  private struct Walk {
    var found: [(cursor: CXCursor, depth: Int)] = []
    private var path: [CXCursor]
    private let limit: Int

    init(root: CXCursor, limit: Int) {
      path = [root]
      self.limit = limit
    }

    mutating func enter(_ cursor: CXCursor, parent: CXCursor) -> Bool {
      // Captures of a lambda come with parents that were never visited.
      let above =
        path.lastIndex { clang_equalCursors($0, parent) != 0 }
        ?? path.lastIndex { $0.kind == CXCursor_LambdaExpr }
      path.removeLast(path.count - 1 - (above ?? 0))
      found.append((cursor, path.count))
      path.append(cursor)
      return found.count < limit
    }
  }
}

extension CXType {
  var canonical: CXType { clang_getCanonicalType(self) }
  var spelling: String { string(clang_getTypeSpelling(self)) }
  var pointee: CXType {
    let written = clang_getPointeeType(self)
    // Names of pointer types, and `typeof`, have none of their own.
    return written.kind == CXType_Invalid ? clang_getPointeeType(canonical) : written
  }
  var declaration: CXCursor { clang_getTypeDeclaration(self) }
  var isConst: Bool { clang_isConstQualifiedType(self) != 0 }
  var isAtomic: Bool { canonical.kind == CXType_Atomic }
  var isVolatile: Bool { clang_isVolatileQualifiedType(canonical) != 0 }
  var result: CXType { clang_getResultType(self) }
  var isReference: Bool {
    let kind = canonical.kind
    return kind == CXType_LValueReference || kind == CXType_RValueReference
  }
  /// The type a reference refers to; the type itself otherwise.
  var withoutReference: CXType { isReference ? canonical.pointee : self }

  var isPointer: Bool { canonical.kind == CXType_Pointer }
  var isBoolean: Bool { canonical.kind == CXType_Bool }
  var isRecord: Bool { canonical.kind == CXType_Record }
  var isFunction: Bool {
    let kind = canonical.kind
    return kind == CXType_FunctionProto || kind == CXType_FunctionNoProto
  }

  var isArray: Bool {
    switch canonical.kind {
    case CXType_ConstantArray, CXType_IncompleteArray, CXType_VariableArray,
      CXType_DependentSizedArray, CXType_Vector, CXType_ExtVector:
      true
    default: false
    }
  }

  /// The type an array of arrays consists of; the type itself if it is no array.
  var innermostElement: CXType {
    var type = canonical
    for _ in 0..<16 where type.isArray { type = clang_getElementType(type).canonical }
    return type
  }

  /// The type of what `[0]` of an array or pointer is.
  var elementOrPointee: CXType {
    isArray ? clang_getElementType(canonical) : canonical.pointee
  }

  /// The type inside `_Atomic(…)`; the type itself otherwise.
  var withoutAtomic: CXType {
    let type = canonical
    return type.kind == CXType_Atomic ? clang_Type_getValueType(type) : type
  }
}
